import type { MessagePort } from 'node:worker_threads';
import type { ReportedAttempt, WriteResult } from '../store.ts';
import { LogKeeper } from './log-keeper.ts';
import type { PortAnswer, PortMessage, PortRequest } from './messages.ts';
import { type PartSize, startPartSize } from './part-size.ts';
import { RecordError } from './writer.ts';

interface Waiting {
  resolve: (answer: PortAnswer) => void;
  reject: (error: RecordError) => void;
}

/**
 * Writes by a port that the writer lends, from any thread. Trouble is told at once instead of being waited out: whoever
 * reports tries again. Large batches are committed in parts, one under way at a time, so that those whose answers are
 * held for their record do not wait long; a batch that is sent again after half of it was written counts once.
 */
export class PortWriter {
  private port: MessagePort | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly waiting = new Map<number, Waiting>();
  private readonly part: PartSize = startPartSize();
  private readonly log: LogKeeper | null;
  private lastId = 0;

  /** @param path of the database; its log is then kept short from here, and not by the writer */
  constructor(path: string | null = null) {
    this.log = path === null ? null : new LogKeeper(path);
  }

  /** Uses this port from now on. */
  use(port: MessagePort): void {
    this.port = port;
    port.on('message', (answer: PortAnswer) => {
      this.waiting.get(answer.id)?.resolve(answer);
      this.waiting.delete(answer.id);
    });
    port.on('close', () => {
      if (this.port !== port) return;
      this.port = null;
      for (const { reject } of this.waiting.values()) reject(new RecordError('thread', 'the writer has ended'));
      this.waiting.clear();
    });
  }

  /**
   * Writes a batch so that it survives a power cut once this resolves.
   * @throws RecordError if the database is in trouble; parts of the batch may be on record.
   */
  async write(attempts: readonly ReportedAttempt[]): Promise<WriteResult> {
    const sum: WriteResult = { accepted: 0, duplicates: 0 };
    if (attempts.length === 0) return sum;
    for (let start = 0; start < attempts.length; ) {
      const { accepted, duplicates, taken } = await this.inTurn(attempts, start);
      sum.accepted += accepted;
      sum.duplicates += duplicates;
      start += taken;
    }
    this.log?.wrote();
    // All of it at once, and not in turn: the writer goes on meanwhile.
    await this.ask({ kind: 'sync' });
    return sum;
  }

  private inTurn(attempts: readonly ReportedAttempt[], start: number): Promise<WriteResult & { taken: number }> {
    const written = this.turn.then(async () => {
      const part = attempts.slice(start, start + this.part.attempts);
      const { result, tookMs } = await this.ask({ kind: 'write', attempts: part });
      this.part.took(part.length, tookMs);
      return { ...result, taken: part.length };
    });
    this.turn = written.catch(() => {});
    return written;
  }

  private async ask(request: PortRequest): Promise<{ result: WriteResult; tookMs: number }> {
    const { port } = this;
    if (!port) throw new RecordError('thread', 'the writer is being started');
    const id = ++this.lastId;
    const { outcome, tookMs } = await new Promise<PortAnswer>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      port.postMessage({ ...request, id } satisfies PortMessage);
    });
    if (outcome.kind === 'written') return { result: outcome.result, tookMs };
    throw new RecordError(outcome.trouble.code, outcome.trouble.message);
  }
}
