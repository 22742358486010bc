import { headerValue } from '../outcome/headers.ts';
import { type Decision, decide, NO_RETRIES, type RetryState } from '../scheduler/decide.ts';
import { readShouldRetry } from '../scheduler/retry-after.ts';
import type { CallRecord } from './call-record.ts';
import type { Exchange } from './exchange.ts';
import type { Traffic } from './traffic.ts';
import type { Wishes } from './wishes.ts';

export type Retry = Extract<Decision, { kind: 'retry' }>;

/** What only the call knows at the moment of deciding. */
export interface Circumstances {
  clientGone: boolean;
  bodyKept: boolean;
  u: number;
}

/** One call's retries: what was decided so far, and the wait before the next. */
export class RetryLoop {
  private readonly traffic: Traffic;
  private readonly record: CallRecord;
  private readonly wishes: Wishes;
  private state: RetryState = NO_RETRIES;
  private timer: NodeJS.Timeout | null = null;
  private waitsSince = 0;
  /** Retries were made and no more will be, so the client had better not make its own. */
  givenUp = false;

  constructor(traffic: Traffic, record: CallRecord, wishes: Wishes) {
    this.traffic = traffic;
    this.record = record;
    this.wishes = wishes;
  }

  /** Whether to try again after this exchange, of which nothing was passed on. */
  next(exchange: Exchange, { clientGone, bodyKept, u }: Circumstances): Decision {
    const { record, traffic, wishes } = this;
    const { result, headers } = exchange;
    const { timeoutMs } = record.client;
    const decision = decide(
      {
        outcome: result?.outcome ?? 'network_error',
        phase: result?.phase ?? null,
        hintMs: result?.retryAfterMs ?? null,
        shouldRetry: readShouldRetry((name) => headerValue(headers, name)),
        policies: traffic.policy,
        state: this.state,
        elapsedMs: record.elapsedMs,
        queuedMs: record.queuedMs,
        client: {
          timeoutLeftMs: timeoutMs === null ? null : timeoutMs - record.elapsedMs,
          maxWaitMs: wishes.maxWaitMs,
          maxRetries: wishes.maxRetries,
        },
        clientGone,
        bodyKept,
        budgetAllows: traffic.budgetAllows,
        observeOnly: traffic.observeOnly,
      },
      u,
    );
    if (decision.kind === 'stop' && decision.reason !== 'succeeded') this.giveUp();
    return decision;
  }

  giveUp(): void {
    this.givenUp = this.state.retries > 0 && !this.traffic.observeOnly;
  }

  /** Waits as decided, then calls back. */
  wait(retry: Retry, then: () => void): void {
    this.state = retry.next;
    this.traffic.countRetry();
    this.waitsSince = performance.now();
    this.timer = setTimeout(() => {
      this.endWait();
      then();
    }, retry.delayMs);
  }

  /** Ends a wait without calling back. */
  stop(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.endWait();
  }

  /** What queueing and waiting may still take by the client's own limits. */
  get waitLeftMs(): number {
    const { maxWaitMs } = this.wishes;
    const { client, elapsedMs, queuedMs, backoffMs } = this.record;
    const byWish = maxWaitMs === null ? Number.POSITIVE_INFINITY : maxWaitMs - queuedMs - backoffMs;
    const byTimeout = client.timeoutMs === null ? Number.POSITIVE_INFINITY : client.timeoutMs - elapsedMs;
    return Math.max(0, Math.min(byWish, byTimeout));
  }

  private endWait(): void {
    this.timer = null;
    this.record.backoffMs += performance.now() - this.waitsSince;
  }
}
