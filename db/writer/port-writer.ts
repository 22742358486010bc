import type { MessagePort } from 'node:worker_threads';
import type { ReportedAttempt, WriteResult } from '../store.ts';
import type { PortAnswer, PortMessage } from './messages.ts';
import { RecordError } from './writer.ts';

/** A proxied call that has ended waits behind one such part at most: a millisecond or two. */
const PART = 25;

/**
 * Writes by a port that the writer lends, from any thread. Trouble is told at once instead of being waited out: whoever
 * reports tries again. Large batches are committed in parts, one under way at a time, so that those whose answers are
 * held for their record do not wait long; a batch that is sent again after half of it was written counts once.
 */
export class PortWriter {
  private port: MessagePort | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting: { id: number; resolve: (answer: PortAnswer) => void; reject: (error: RecordError) => void } | null =
    null;
  private lastId = 0;

  /** Uses this port from now on. */
  use(port: MessagePort): void {
    this.port = port;
    port.on('message', (answer: PortAnswer) => {
      if (this.waiting?.id === answer.id) this.waiting.resolve(answer);
    });
    port.on('close', () => {
      if (this.port !== port) return;
      this.port = null;
      this.waiting?.reject(new RecordError('thread', 'the writer has ended'));
    });
  }

  /**
   * Writes a batch so that it survives a power cut once this resolves.
   * @throws RecordError if the database is in trouble; parts of the batch may be on record.
   */
  async write(attempts: readonly ReportedAttempt[]): Promise<WriteResult> {
    const sum: WriteResult = { accepted: 0, duplicates: 0 };
    for (let start = 0; start < attempts.length; start += PART) {
      const part = attempts.slice(start, start + PART);
      // A commit that is synced takes all before it along.
      const durability = start + PART >= attempts.length ? 'power' : 'process';
      const { accepted, duplicates } = await this.inTurn(part, durability);
      sum.accepted += accepted;
      sum.duplicates += duplicates;
    }
    return sum;
  }

  private inTurn(attempts: ReportedAttempt[], durability: PortMessage['durability']): Promise<WriteResult> {
    const written = this.turn.then(() => this.send(attempts, durability));
    this.turn = written.catch(() => {});
    return written;
  }

  private async send(attempts: ReportedAttempt[], durability: PortMessage['durability']): Promise<WriteResult> {
    const { port } = this;
    if (!port) throw new RecordError('thread', 'the writer is being started');
    const id = ++this.lastId;
    try {
      const { outcome } = await new Promise<PortAnswer>((resolve, reject) => {
        this.waiting = { id, resolve, reject };
        port.postMessage({ id, attempts, durability } satisfies PortMessage);
      });
      if (outcome.kind === 'written') return outcome.result;
      throw new RecordError(outcome.trouble.code, outcome.trouble.message);
    } finally {
      this.waiting = null;
    }
  }
}
