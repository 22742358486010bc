/**
 * Attempts made with so many calls open to the upstream, as one group of `Attempt.inFlight`. Leave out the time of
 * episodes: an outage both fills the flight and refuses calls, whatever the limit.
 */
export interface InFlightGroup {
  /** The most calls in flight of this group; groups come in ascending order. */
  inFlightMax: number;
  attempts: number;
  /** Overloaded and rate-limited together: what fewer calls at once can lessen. */
  refused: number;
}

/** Attempts that asked for long answers (a `maxTokens` of 4,096 and more), split by whether they stream. */
export interface LongAnswers {
  /** `failed`: timed out, cut off, truncated or overloaded. */
  notStreamed: { attempts: number; failed: number };
  streamed: { attempts: number; failed: number };
  /** The longest successful answer that was not streamed. */
  longestMs: number | null;
}

/** Attempts with the same system prompt and tools, by model. */
export interface RepeatedPrefix {
  prefixHash: string;
  model: string;
  app: string | null;
  attempts: number;
  prefixBytes: number;
  /** Attempts that marked any part for caching. */
  marked: number;
  /** Tokens of input that were neither read from nor written to the cache, and that were read from it. */
  uncachedInputTokens: number;
  cacheReadInputTokens: number;
}

/** How an application spreads its calls. */
export interface AppLoad {
  app: string;
  calls: number;
  notStreamed: number;
  /** Calls in the busiest tenth of the range's hours. */
  inBusiestTenth: number;
  /** Attempts refused with 429 or 529. */
  refused: number;
}

/** Calls that the gateway retried, that the client retried, and that both did. */
export interface StackedRetries {
  gatewayRetried: number;
  clientRetried: number;
  both: number;
  /** Attempts in calls that both retried. */
  attemptsOfBoth: number;
}

/** The pauses a client makes between a failed call and trying it again. */
export interface RetryTiming {
  client: string;
  app: string | null;
  retries: number;
  medianGapMs: number;
  /** Median pause before the third and later retries in a row; `null`: none. */
  laterGapMs: number | null;
}

/** Calls that ended with 429. */
export interface RateLimitedCalls {
  calls: number;
  /** Those that were told to wait, or when the limit resets, at most a minute ahead, and that nobody waited for. */
  curable: number;
  medianWaitMs: number | null;
}

/** What advice rests on, over a range. Each part may be empty. */
export interface AdviceInput {
  /** Length of the range. */
  rangeMs: number;
  inFlight: InFlightGroup[];
  longAnswers: LongAnswers;
  prefixes: RepeatedPrefix[];
  apps: AppLoad[];
  stacked: StackedRetries;
  timings: RetryTiming[];
  rateLimited: RateLimitedCalls;
}

export const ADVICE_IDS = [
  'limit_concurrency',
  'stream_long_answers',
  'cache_prefixes',
  'use_batches',
  'stacked_retries',
  'back_off',
  'wait_for_limit',
] as const;
export type AdviceId = (typeof ADVICE_IDS)[number];

/** One piece of advice with what it rests on. Strings from outside (apps, models, clients) stand in `evidence` alone. */
export interface AdviceItem {
  id: AdviceId;
  title: string;
  text: string;
  evidence: Record<string, number | string | null>;
  /** Attempts that it touches: the larger, the higher up it stands. */
  weight: number;
}
