import { type Backoff, startBackoff } from '../../lib/scheduler/backoff.ts';
import { BASE_POLICY, type Policy } from '../../lib/scheduler/policy.ts';
import { RecordError, type RecordErrorCode, type WriterStats } from './writer.ts';

/** Tried again for as long as it takes: what waits is bounded by memory alone. */
const RETRY_POLICY: Policy = {
  ...BASE_POLICY,
  maxRetries: Number.POSITIVE_INFINITY,
  initialDelayMs: 100,
  maxDelayMs: 5_000,
  jitter: { kind: 'equal' },
};

/** Whether recording works, and when it is tried again where it does not. */
export class Health {
  private readonly onTrouble: (error: RecordError | null) => void;
  private readonly onRetry: () => void;
  private readonly backoff: Backoff = startBackoff(RETRY_POLICY, Math.random);
  private retryTimer: NodeJS.Timeout | null = null;
  degradedSinceMs: number | null = null;
  lastError: WriterStats['lastError'] = null;

  constructor(onTrouble: (error: RecordError | null) => void, onRetry: () => void) {
    this.onTrouble = onTrouble;
    this.onRetry = onRetry;
  }

  get isDegraded(): boolean {
    return this.degradedSinceMs !== null;
  }

  /** Nothing is sent before the next try. */
  get isWaiting(): boolean {
    return this.retryTimer !== null;
  }

  fail(code: RecordErrorCode, message: string): void {
    this.degradedSinceMs ??= Date.now();
    this.note(code, message);
    this.retryTimer ??= setTimeout(() => this.retryNow(), this.backoff.next() ?? RETRY_POLICY.maxDelayMs);
    this.onTrouble(new RecordError(code, message));
  }

  /** Remembers an error that does not stop anything. */
  note(code: RecordErrorCode, message: string): void {
    this.lastError = { code, message, atMs: Date.now() };
  }

  retryNow(): void {
    this.stopWaiting();
    this.onRetry();
  }

  recover(): void {
    this.stopWaiting();
    this.backoff.reset();
    if (!this.isDegraded) return;
    this.degradedSinceMs = null;
    this.onTrouble(null);
  }

  stopWaiting(): void {
    if (this.retryTimer) clearTimeout(this.retryTimer);
    this.retryTimer = null;
  }
}
