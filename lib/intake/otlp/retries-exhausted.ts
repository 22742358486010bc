import type { Told } from './told.ts';

const REMEMBERED = 1_000;
/** Both records are written when the call ends, one right after the other. */
const APART_MS = 10_000;

type Failure = Pick<Told, 'sessionId' | 'model' | 'status' | 'startedAtMs' | 'durationMs'>;

const keyOf = ({ sessionId, model, status }: Failure) => JSON.stringify([sessionId, model, status]);
const endOf = ({ startedAtMs, durationMs }: Failure) => startedAtMs + durationMs;

/** Tells whether the failure that Claude Code's `api_retries_exhausted` sums up is one that was told of already. */
export class RetriesExhausted {
  private readonly endMs = new Map<string, number>();

  /** An `api_error` came. */
  note(failure: Failure): void {
    const key = keyOf(failure);
    this.endMs.delete(key);
    this.endMs.set(key, endOf(failure));
    const [oldest] = this.endMs.keys();
    if (this.endMs.size > REMEMBERED && oldest !== undefined) this.endMs.delete(oldest);
  }

  isKnown(summary: Failure): boolean {
    const endMs = this.endMs.get(keyOf(summary));
    return endMs !== undefined && Math.abs(endMs - endOf(summary)) <= APART_MS;
  }
}
