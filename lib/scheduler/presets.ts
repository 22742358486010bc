import { type Policy, type RetryAfterRule, TIMER_MAX_MS } from './policy.ts';
import type { HintRules } from './retry-after.ts';

/** Which answers are tried again: the statuses named, and all from `from` up. */
export interface RetriedStatuses {
  statuses: readonly number[];
  from: number | null;
}

/** A policy that is used somewhere, with where it was found. */
export interface Preset {
  id: string;
  title: string;
  policy: Policy;
  /** Where an answer with some status is waited for differently. */
  byStatus: Readonly<Record<number, Policy>>;
  retries: RetriedStatuses;
  hintRules: HintRules;
  /** The delay before retry `n` (from 0), as a formula over the uniform draw `U`. */
  formula: string;
  /** Package, version and file, or an address. */
  source: string;
  note: string;
  /** Shown as what not to do: it adds load to a server that has none to spare. */
  wrongWay: boolean;
}

const NEVER: RetryAfterRule = { mode: 'ignore', maxMs: TIMER_MAX_MS, beyondMax: 'ignore' };
const REPLACE: RetryAfterRule = { ...NEVER, mode: 'replace' };
const FLOOR: RetryAfterRule = { ...NEVER, mode: 'floor' };
const NO_JITTER = { kind: 'none' } as const;

/** What Weir itself would try again, told by the status alone; also what a policy without a preset retries. */
export const CURABLE_STATUSES: RetriedStatuses = { statuses: [408, 429], from: 500 };
const SDK_STATUSES: RetriedStatuses = { statuses: [408, 409, 429], from: 500 };
const UNDICI_STATUSES: RetriedStatuses = { statuses: [429, 500, 502, 503, 504], from: null };
const EVERY_ERROR: RetriedStatuses = { statuses: [], from: 400 };

const exponential = (over: Partial<Policy>): Policy => ({
  maxRetries: 5,
  initialDelayMs: 1000,
  maxDelayMs: 60_000,
  multiplier: 2,
  jitter: NO_JITTER,
  retryAfter: FLOOR,
  maxElapsedMs: null,
  ...over,
});

const aws = (initialDelayMs: number): Policy =>
  exponential({
    maxRetries: 2,
    initialDelayMs,
    maxDelayMs: 20_000,
    jitter: { kind: 'full' },
    retryAfter: { mode: 'clamp', maxMs: 5000, beyondMax: 'ignore' },
  });

const common = { byStatus: {}, hintRules: 'strict', retries: CURABLE_STATUSES, wrongWay: false } as const;

const AWS_2015 = 'https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/';

/** Every preset, the product's own default first, the wrong ways last. */
export const PRESETS: readonly Preset[] = [
  {
    ...common,
    id: 'article',
    title: 'The well-known fix',
    policy: exponential({ maxRetries: 4, jitter: { kind: 'additive', maxMs: 750 }, retryAfter: NEVER }),
    retries: { statuses: [529], from: null },
    formula: 'min(60 s, 1 s * 2^n) + U * 0.75 s',
    source: 'The retry loop that many articles on the 529 error give',
    note: 'Its max_retries = 5 counts attempts, so it retries 4 times. It retries 529 alone and reads no retry-after.',
  },
  {
    ...common,
    id: 'anthropic-sdk',
    title: 'Anthropic SDK',
    policy: exponential({
      maxRetries: 2,
      initialDelayMs: 500,
      maxDelayMs: 8000,
      jitter: { kind: 'proportional', low: 0.75, high: 1 },
      retryAfter: REPLACE,
    }),
    retries: SDK_STATUSES,
    hintRules: 'anthropic-sdk',
    formula: 'min(8 s, 0.5 s * 2^n) * (1 - 0.25 U)',
    source: '@anthropic-ai/sdk 1.12.0, src/client.ts',
    note: 'Also retries lost connections; x-should-retry overrides the status; a delay that the server gives replaces its own, without jitter.',
  },
  {
    ...common,
    id: 'claude-code',
    title: 'Claude Code',
    policy: exponential({
      maxRetries: 10,
      initialDelayMs: 500,
      maxDelayMs: 32_000,
      jitter: { kind: 'proportional', low: 1, high: 1.25 },
    }),
    retries: SDK_STATUSES,
    formula: 'min(32 s, 0.5 s * 2^n) * (1 + 0.25 U)',
    source: 'Measured: claude-cli 2.1.330 against a server that answers 529',
    note: 'retry-after is a floor; jitter goes up and comes after the cap. Some models stop after three 529s.',
  },
  {
    ...common,
    id: 'exponential',
    title: 'Exponential, no jitter',
    policy: exponential({}),
    formula: 'E(n) = min(cap, base * 2^n)',
    source: AWS_2015,
    note: 'Clients that failed together come back together.',
  },
  {
    ...common,
    id: 'full-jitter',
    title: 'Full jitter',
    policy: exponential({ jitter: { kind: 'full' } }),
    formula: 'U * E(n)',
    source: AWS_2015,
    note: 'Spreads clients over the whole delay; half the wait of no jitter on average.',
  },
  {
    ...common,
    id: 'equal-jitter',
    title: 'Equal jitter',
    policy: exponential({ jitter: { kind: 'equal' } }),
    formula: 'E(n) / 2 + U * E(n) / 2',
    source: AWS_2015,
    note: 'Never comes back sooner than half the delay.',
  },
  {
    ...common,
    id: 'decorrelated',
    title: 'Decorrelated jitter',
    policy: exponential({ jitter: { kind: 'decorrelated' } }),
    formula: 's = min(cap, base + U * (3 s - base)), s0 = base',
    source: AWS_2015,
    note: 'Each delay is drawn from the one before it, not from the count of retries.',
  },
  {
    ...common,
    id: 'decorrelated-v2',
    title: 'Decorrelated jitter, second version',
    policy: exponential({ maxRetries: 6, maxDelayMs: 30_000, jitter: { kind: 'decorrelatedV2' } }),
    formula: 't = n + U; f = 2^t * tanh(sqrt(4 t)); (f - previous f) / 1.4 * base, at most cap',
    source: 'cockatiel 4.0.0, src/backoff/ExponentialBackoffGenerators.ts, after Polly',
    note: 'A smooth spread without the peaks of the first version.',
  },
  {
    ...common,
    id: 'aws-standard-2026',
    title: 'AWS SDKs, standard mode of 2026',
    policy: aws(50),
    byStatus: { 429: aws(1000) },
    retries: { statuses: [429, 500, 502, 503, 504], from: null },
    formula: 'U * min(20 s, x * 2^n), x = 50 ms, when throttled 1 s',
    source: "The AWS SDKs' shared retry specification, 2026-11",
    note: 'Beside it a quota: 500 tokens, a retry costs 14, when throttled 5. A server hint lengthens the delay by at most 5 s.',
  },
  {
    ...common,
    id: 'grpc',
    title: 'gRPC',
    policy: exponential({
      maxRetries: 4,
      maxDelayMs: 120_000,
      multiplier: 1.6,
      jitter: { kind: 'proportional', low: 0.8, high: 1.2 },
      retryAfter: REPLACE,
    }),
    retries: { statuses: [429, 502, 503, 504], from: null },
    formula: 'min(max, initial * multiplier^n) * (0.8 + 0.4 U)',
    source: 'https://github.com/grpc/proposal/blob/master/A6-client-retries.md',
    note: 'At most 5 attempts; a bucket of 10 tokens, -1 a failure, +0.1 a success, stops retries at half. The service sets initial, max and multiplier; shown are 1 s, 120 s and 1.6, those of its reconnection back-off (grpc/grpc, doc/connection-backoff.md). A server asks for a wait in grpc-retry-pushback-ms.',
  },
  {
    ...common,
    id: 'p-retry',
    title: 'p-retry',
    policy: exponential({ maxRetries: 10, maxDelayMs: TIMER_MAX_MS, retryAfter: NEVER }),
    retries: EVERY_ERROR,
    formula: 'min(max, round(1 s * 2^n)); with randomize, times 1 + U',
    source: 'p-retry 7.0.0, index.js',
    note: 'Retries whatever is thrown. No jitter and no cap unless asked for: the tenth retry comes after 17 minutes.',
  },
  {
    ...common,
    id: 'undici',
    title: 'undici',
    policy: exponential({
      initialDelayMs: 500,
      maxDelayMs: 30_000,
      retryAfter: { mode: 'replace', maxMs: 30_000, beyondMax: 'cap' },
    }),
    retries: UNDICI_STATUSES,
    formula: 'min(30 s, 0.5 s * 2^n)',
    source: 'undici 8.12.4, lib/handler/retry-handler.js',
    note: 'Does not retry a POST unless told to, nor a 529: its list lacks it.',
  },
  {
    ...common,
    id: 'litellm',
    title: 'LiteLLM',
    policy: exponential({ maxRetries: 2, initialDelayMs: 0, maxDelayMs: 0, multiplier: 1, retryAfter: NEVER }),
    byStatus: {
      429: exponential({
        maxRetries: 2,
        initialDelayMs: 500,
        maxDelayMs: 8000,
        retryAfter: { mode: 'replace', maxMs: 60_000, beyondMax: 'ignore' },
      }),
    },
    formula: '0; for a 429 min(8 s, 0.5 s * 2^n)',
    source: 'https://github.com/BerriAI/litellm/blob/main/litellm/router.py',
    note: 'Router._time_to_sleep_before_retry: at once for all but 429, where it believes a retry-after of up to 60 s: a wrong way in a shipped product.',
    wrongWay: true,
  },
  {
    ...common,
    id: 'immediate',
    title: 'Immediately',
    policy: exponential({ maxRetries: 10, initialDelayMs: 0, maxDelayMs: 0, multiplier: 1, retryAfter: NEVER }),
    retries: EVERY_ERROR,
    formula: '0',
    source: 'A loop without a wait',
    note: 'Multiplies the load just when there is no capacity.',
    wrongWay: true,
  },
  {
    ...common,
    id: 'fixed',
    title: 'A fixed wait',
    policy: exponential({ maxRetries: 10, maxDelayMs: 1000, multiplier: 1, retryAfter: NEVER }),
    retries: EVERY_ERROR,
    formula: '1 s',
    source: 'A loop with a constant sleep',
    note: 'Clients stay in step, and never slow down however long the outage.',
    wrongWay: true,
  },
];

export const PRESET_IDS: readonly string[] = PRESETS.map((preset) => preset.id);

/** The preset of that name; `null`: there is none. */
export function presetById(id: string): Preset | null {
  return PRESETS.find((preset) => preset.id === id) ?? null;
}

/** Whether an answer with this status is tried again. */
export function retriesStatus(rule: RetriedStatuses, status: number): boolean {
  return rule.statuses.includes(status) || (rule.from !== null && status >= rule.from);
}

/** The preset's policy after an answer with this status. */
export function policyOf(preset: Preset, status: number | null): Policy {
  return (status === null ? undefined : preset.byStatus[status]) ?? preset.policy;
}
