import type { Attempt, Usage } from '../../lib/outcome/attempt.ts';
import type { Source } from '../../lib/outcome/vocabulary.ts';

/** Who saw the exchange closer: the gateway on the wire, an application in its `fetch`, a span from further away. */
const RANK: Readonly<Record<Source, number>> = { proxy: 2, report: 1, otlp: 0 };

export function knowsBetter(a: Source, b: Source): boolean {
  return RANK[a] > RANK[b];
}

/** Whether two tellings can be of one exchange: `null`: it did not say. */
export function isSameStatus(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b;
}

/** What holds for all attempts of a call, so that one may say it for another. */
const LABELS = ['model', 'app', 'client', 'clientVersion', 'sessionId', 'userAgent'] as const;

const FACTS = [
  ...LABELS,
  'requestId',
  'organizationId',
  'stopReason',
  'retryAfterMs',
  'firstByteMs',
  'limits',
  'maxTokens',
  'prefixBytes',
  'prefixHash',
] as const;

function fill<K extends keyof Attempt>(base: Attempt, told: Attempt, keys: readonly K[]): Attempt {
  const whole = { ...base };
  for (const key of keys) if (whole[key] === null) whole[key] = told[key];
  if (whole.provider === '') whole.provider = told.provider;
  if (whole.endpoint === '') whole.endpoint = told.endpoint;
  return whole;
}

/** The attempt with what `told` knows of its call. */
export function labelled(base: Attempt, told: Attempt): Attempt {
  return fill(base, told, LABELS);
}

/**
 * One exchange, told twice: what `base` does not know is taken from `told`. Times are those of `base`. What became of it
 * is too, if the gateway saw it; else whoever knows of an error, or its type, has seen more.
 */
export function filled(base: Attempt, told: Attempt): Attempt {
  const whole = fill(base, told, FACTS);
  whole.usage = usageOf(base.usage, told.usage);
  // Counted from another start: an SDK's from that of the call.
  if (base.ttftMs === null && told.ttftMs !== null)
    whole.ttftMs = Math.max(0, told.ttftMs - Math.max(0, base.startedAtMs - told.startedAtMs));
  if (base.source !== 'proxy') {
    whole.status ??= told.status;
    whole.stream ||= told.stream;
    if (base.final) whole.n = Math.max(base.n, told.n);
    if (base.call) whole.call = { ...base.call, attempts: Math.max(base.call.attempts, told.n) };
    whole.retryCount ??= told.retryCount;
    const knowsMore = base.outcome === 'ok' || (base.errorType === null && told.errorType !== null);
    if (told.outcome !== 'ok' && knowsMore) {
      whole.outcome = told.outcome;
      whole.phase = told.phase;
    }
  }
  if (whole.outcome !== 'ok' && told.outcome !== 'ok') {
    whole.errorType ??= told.errorType;
    whole.errorMessage ??= told.errorMessage;
    whole.phase ??= base.source === 'proxy' ? null : told.phase;
  }
  return whole;
}

function usageOf(base: Usage | null, told: Usage | null): Usage | null {
  if (base === null || told === null) return base ?? told;
  return {
    inputTokens: base.inputTokens ?? told.inputTokens,
    outputTokens: base.outputTokens ?? told.outputTokens,
    cacheCreationInputTokens: base.cacheCreationInputTokens ?? told.cacheCreationInputTokens,
    cacheReadInputTokens: base.cacheReadInputTokens ?? told.cacheReadInputTokens,
    serviceTier: base.serviceTier ?? told.serviceTier,
  };
}
