import type { WireAttempt } from './wire.ts';

/** An attempt that failed, should its client try again. */
export interface FailedAttempt {
  callId: string;
  retryCount: number;
  atMs: number;
  /** Its record, once there is one: a retry makes it not its call's last. */
  record?: WireAttempt;
}

const MAX_FAILED = 500;
/** Longer than any SDK backs off. */
const EXPIRES_AFTER_MS = 300_000;

/**
 * Tells which attempts belong to one call. SDKs number their retries; where a client sends no number, the same request
 * after a failure is a retry. Bounded in number and time.
 */
export class Calls {
  private failed: (FailedAttempt & { key: string })[] = [];

  /**
   * The failed attempt that this request tries again, which is then forgotten.
   * @param retryCount the client's own count; `null`: it sends none
   */
  take(key: string, retryCount: number | null, nowMs: number): FailedAttempt | undefined {
    const at = this.failed.findIndex(
      (one) =>
        one.key === key &&
        nowMs - one.atMs < EXPIRES_AFTER_MS &&
        (retryCount === null || one.retryCount === retryCount - 1),
    );
    if (at < 0) return undefined;
    const [found] = this.failed.splice(at, 1);
    if (found?.record) found.record.final = false;
    return found;
  }

  remember(key: string, one: FailedAttempt): FailedAttempt {
    const kept = { key, ...one };
    this.failed.push(kept);
    if (this.failed.length > MAX_FAILED) this.failed.shift();
    return kept;
  }
}
