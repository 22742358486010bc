import pino from 'pino';
import type { LogLevel } from '../config.ts';

export type Log = pino.Logger;

const QUIET_MS = 10_000;

/** JSON lines on standard error. What is logged is chosen field by field: never a header, a body or a key. */
export function createLog(level: LogLevel): Log {
  // Not synchronous: a reader of standard error that stalls must not stall the proxied streams.
  return pino({ level, name: 'gateway' }, pino.destination({ fd: 2, sync: false }));
}

/** Lets one line of a kind through every ten seconds, and says how many it held back. */
export class QuietLog {
  private readonly log: Log;
  private readonly nowMs: () => number;
  private readonly kinds = new Map<string, { untilMs: number; held: number }>();

  constructor(log: Log, nowMs: () => number) {
    this.log = log;
    this.nowMs = nowMs;
  }

  /** `kind` must be one of a fixed few; it is the message too. */
  warn(kind: string, fields: Record<string, unknown> = {}): void {
    const now = this.nowMs();
    const state = this.kinds.get(kind);
    if (state && now < state.untilMs) {
      state.held++;
      return;
    }
    this.kinds.set(kind, { untilMs: now + QUIET_MS, held: 0 });
    this.log.warn(state?.held ? { ...fields, alsoSince: state.held } : fields, kind);
  }
}
