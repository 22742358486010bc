import type { Told } from './told.ts';

const REMEMBERED = 1_000;
/** Both records are written when the call ends, one right after the other. */
const APART_MS = 10_000;

type Failure = Pick<Told, 'sessionId' | 'model' | 'status' | 'startedAtMs' | 'durationMs'>;

const keyOf = ({ sessionId, model, status }: Failure) => JSON.stringify([sessionId, model, status]);
const endOf = ({ startedAtMs, durationMs }: Failure) => startedAtMs + durationMs;

/**
 * Finds the failure that Claude Code's `api_retries_exhausted` sums up among those that an `api_error` told of, lately
 * or in the same body.
 */
export class RetriesExhausted {
  private readonly failures = new Map<string, { endMs: number; id: string }>();

  /** An `api_error` came. */
  note(failure: Failure & Pick<Told, 'id'>): void {
    const key = keyOf(failure);
    this.failures.delete(key);
    this.failures.set(key, { endMs: endOf(failure), id: failure.id });
    const [oldest] = this.failures.keys();
    if (this.failures.size > REMEMBERED && oldest !== undefined) this.failures.delete(oldest);
  }

  /** The id of the failure that is summed up; `null`: nobody told of it. */
  find(summary: Failure): string | null {
    const known = this.failures.get(keyOf(summary));
    return known && Math.abs(known.endMs - endOf(summary)) <= APART_MS ? known.id : null;
  }
}
