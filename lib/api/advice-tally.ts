import type { AdviceInput, RepeatedPrefix, RetryTiming } from '../insight/advice-input.ts';
import type { Attempt } from '../outcome/attempt.ts';
import type { Outcome } from '../outcome/vocabulary.ts';

const LONG_ANSWER_TOKENS = 4096;
const LONG_FAILURES: readonly Outcome[] = ['timeout', 'truncated', 'overloaded'];
const REFUSED: readonly Outcome[] = ['overloaded', 'rate_limited'];
/** A limit that resets no later than this is worth waiting for. */
const CURABLE_MS = 60_000;
const KEYS_MAX = 2_000;
/** The third retry in a row and those after it. */
const LATER_RETRY = 3;

interface Gaps {
  client: string;
  app: string | null;
  all: number[];
  later: number[];
}

/** Adds up what advice rests on, attempt by attempt. Bounded in memory by the number of attempts in a sample. */
export class AdviceTally {
  private readonly inFlight = new Map<number, { attempts: number; refused: number }>();
  private readonly long = { notStreamed: { attempts: 0, failed: 0 }, streamed: { attempts: 0, failed: 0 } };
  private longestMs: number | null = null;
  private readonly prefixes = new Map<string, RepeatedPrefix>();
  private readonly calls = new Map<string, { gateway: boolean; client: boolean; attempts: number }>();
  private readonly gaps = new Map<string, Gaps>();
  private readonly rateLimited = { calls: 0, waitsMs: [] as number[] };

  /** @param isOutage it was made during an episode: then it says nothing about how many calls are too many */
  add(attempt: Attempt, isOutage: boolean): void {
    if (!isOutage) this.addInFlight(attempt);
    this.addLong(attempt);
    this.addPrefix(attempt);
    this.addRetry(attempt);
    if (attempt.final && attempt.outcome === 'rate_limited') this.addRateLimited(attempt);
  }

  /** All but `rangeMs` and `apps`. */
  input(): Omit<AdviceInput, 'rangeMs' | 'apps'> {
    const calls = [...this.calls.values()];
    const both = calls.filter(({ gateway, client }) => gateway && client);
    return {
      inFlight: [...this.inFlight]
        .sort(([a], [b]) => a - b)
        .map(([inFlightMax, counts]) => ({ inFlightMax, ...counts })),
      longAnswers: { ...this.long, longestMs: this.longestMs },
      prefixes: [...this.prefixes.values()],
      stacked: {
        gatewayRetried: calls.filter(({ gateway }) => gateway).length,
        clientRetried: calls.filter(({ client }) => client).length,
        both: both.length,
        attemptsOfBoth: both.reduce((sum, { attempts }) => sum + attempts, 0),
      },
      timings: [...this.gaps.values()].map(timing),
      rateLimited: {
        calls: this.rateLimited.calls,
        curable: this.rateLimited.waitsMs.length,
        medianWaitMs: median(this.rateLimited.waitsMs),
      },
    };
  }

  private addInFlight({ inFlight, outcome }: Attempt): void {
    if (inFlight === null || inFlight < 1) return;
    const group = groupOf(inFlight);
    const counts = this.inFlight.get(group) ?? { attempts: 0, refused: 0 };
    counts.attempts += 1;
    if (REFUSED.includes(outcome)) counts.refused += 1;
    this.inFlight.set(group, counts);
  }

  private addLong({ maxTokens, stream, outcome, durationMs }: Attempt): void {
    if (maxTokens === null || maxTokens < LONG_ANSWER_TOKENS) return;
    const counts = stream ? this.long.streamed : this.long.notStreamed;
    counts.attempts += 1;
    if (LONG_FAILURES.includes(outcome)) counts.failed += 1;
    if (!stream && outcome === 'ok') this.longestMs = Math.max(this.longestMs ?? 0, durationMs);
  }

  private addPrefix(attempt: Attempt): void {
    const { prefixHash, prefixBytes, model, app, usage, cacheControl } = attempt;
    if (prefixHash === null || prefixBytes === null || model === null) return;
    const key = JSON.stringify([prefixHash, model]);
    let prefix = this.prefixes.get(key);
    if (!prefix) {
      if (this.prefixes.size >= KEYS_MAX) return;
      const counts = { attempts: 0, marked: 0, uncachedInputTokens: 0, cacheReadInputTokens: 0 };
      prefix = { prefixHash, model, app, prefixBytes, ...counts };
      this.prefixes.set(key, prefix);
    }
    prefix.attempts += 1;
    if (cacheControl) prefix.marked += 1;
    prefix.uncachedInputTokens += usage?.inputTokens ?? 0;
    prefix.cacheReadInputTokens += usage?.cacheReadInputTokens ?? 0;
  }

  private addRetry({ callId, n, cause, client, app, waitedMs, retryCount }: Attempt): void {
    if (cause === 'first' || cause === 'probe') return;
    const call = this.calls.get(callId) ?? { gateway: false, client: false, attempts: 1 };
    call.attempts = Math.max(call.attempts, n);
    if (cause === 'client_retry') call.client = true;
    else call.gateway = true;
    this.calls.set(callId, call);
    if (cause !== 'client_retry' || client === null) return;
    const key = JSON.stringify([client, app]);
    const gaps = this.gaps.get(key) ?? { client, app, all: [], later: [] };
    gaps.all.push(waitedMs);
    if ((retryCount ?? n - 1) >= LATER_RETRY) gaps.later.push(waitedMs);
    if (this.gaps.has(key) || this.gaps.size < KEYS_MAX) this.gaps.set(key, gaps);
  }

  private addRateLimited(attempt: Attempt): void {
    this.rateLimited.calls += 1;
    const waitMs = toldToWait(attempt);
    if (waitMs !== null && waitMs <= CURABLE_MS) this.rateLimited.waitsMs.push(waitMs);
  }
}

/** How long a refused attempt was told to wait, in words or by when what is used up resets; `null`: not told. */
function toldToWait({ retryAfterMs, limits, startedAtMs, durationMs }: Attempt): number | null {
  if (retryAfterMs !== null) return retryAfterMs;
  const endedAtMs = startedAtMs + durationMs;
  const resets = (limits ?? [])
    .filter(({ remaining, utilization, status }) => remaining === 0 || (utilization ?? 0) >= 1 || status === 'rejected')
    .flatMap(({ resetAtMs }) => (resetAtMs === null ? [] : Math.max(0, resetAtMs - endedAtMs)));
  return resets.length > 0 ? Math.max(...resets) : null;
}

/** Groups of calls in flight grow by half: 1, 2, 3, 4, 6, 9, 13, ... */
function groupOf(inFlight: number): number {
  let max = 1;
  while (max < inFlight) max = Math.max(max + 1, Math.floor(max * 1.5));
  return max;
}

function timing({ client, app, all, later }: Gaps): RetryTiming {
  return { client, app, retries: all.length, medianGapMs: median(all) ?? 0, laterGapMs: median(later) };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
