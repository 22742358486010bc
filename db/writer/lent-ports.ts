import type { MessagePort } from 'node:worker_threads';
import type { ReportedAttempt } from '../store.ts';
import type { BatchOutcome, PortAnswer, PortMessage } from './messages.ts';

/** What a lent port has done for it. */
export interface PortWork {
  commitPart(attempts: ReportedAttempt[]): BatchOutcome;
  syncBeside(): Promise<BatchOutcome>;
}

/**
 * The thread's ends of the ports it lends: one part is committed a turn of the event loop. Whoever sends parts has the
 * next one there by the time the last is committed, and Node empties a port before it looks at another; so taken as
 * they come, parts would keep the handle's own commits waiting for as long as there are any.
 */
export class LentPorts {
  private readonly work: PortWork;
  private readonly ports = new Set<MessagePort>();
  private parts: (() => void)[] = [];
  private turn: NodeJS.Immediate | null = null;

  constructor(work: PortWork) {
    this.work = work;
  }

  /** Serves what comes by this port. */
  connect(port: MessagePort): void {
    this.ports.add(port);
    port.on('close', () => this.ports.delete(port));
    port.on('message', (message: PortMessage) => {
      if (message.kind === 'sync') void this.sync(port, message.id);
      else this.inTurn(() => this.write(port, message.id, message.attempts));
    });
  }

  /** Ends them all; parts that have not had their turn are not written, and not answered. */
  close(): void {
    if (this.turn) clearImmediate(this.turn);
    this.turn = null;
    this.parts = [];
    for (const port of this.ports) port.close();
    this.ports.clear();
  }

  private inTurn(part: () => void): void {
    this.parts.push(part);
    this.turn ??= setImmediate(() => this.takeTurn());
  }

  private takeTurn(): void {
    const part = this.parts.shift();
    this.turn = this.parts.length > 0 ? setImmediate(() => this.takeTurn()) : null;
    part?.();
  }

  private write(port: MessagePort, id: number, attempts: ReportedAttempt[]): void {
    const beganMs = performance.now();
    const outcome = this.work.commitPart(attempts);
    port.postMessage({ id, outcome, tookMs: performance.now() - beganMs } satisfies PortAnswer);
  }

  private async sync(port: MessagePort, id: number): Promise<void> {
    const beganMs = performance.now();
    const outcome = await this.work.syncBeside();
    port.postMessage({ id, outcome, tookMs: performance.now() - beganMs } satisfies PortAnswer);
  }
}
