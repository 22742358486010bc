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
export interface Calls {
  /**
   * The failed attempt that this request tries again, which is then forgotten.
   * @param retryCount the client's own count; `null`: it sends none
   */
  take(key: string, retryCount: number | null, nowMs: number): FailedAttempt | undefined;
  remember(key: string, one: FailedAttempt): FailedAttempt;
}

export function rememberCalls(): Calls {
  const failed: [key: string, one: FailedAttempt][] = [];
  return {
    take(key, retryCount, nowMs) {
      const at = failed.findIndex(
        ([other, one]) =>
          other === key &&
          nowMs - one.atMs < EXPIRES_AFTER_MS &&
          (retryCount === null || one.retryCount === retryCount - 1),
      );
      const found = at < 0 ? undefined : failed.splice(at, 1)[0]?.[1];
      if (found?.record) found.record.final = false;
      return found;
    },
    remember(key, one) {
      failed.push([key, one]);
      if (failed.length > MAX_FAILED) failed.shift();
      return one;
    },
  };
}
