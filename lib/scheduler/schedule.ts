import { bounds, type DelayBounds } from './bounds.ts';
import { type FieldReader, readFields, type Validated, validated } from './fields.ts';
import type { Hint } from './hint.ts';
import { type HintUse, hintUse } from './hint-use.ts';
import { type PlanEnd, type PlannedRetry, plan } from './plan.ts';
import { POLICY_LIMITS, type Policy } from './policy.ts';
import { CURABLE_STATUSES, PRESET_IDS, type Preset, policyOf, presetById, retriesStatus } from './presets.ts';
import { fixedRandom, type Random, seededRandom } from './random.ts';
import { type HeaderReader, readHint } from './retry-after.ts';
import { readPolicy } from './validate-policy.ts';

/** What `/api/schedule` is asked: a preset or a policy, and the answer that every attempt meets. */
export interface ScheduleRequest {
  preset: Preset | null;
  policy: Policy;
  /** Every draw is this... */
  u: number | null;
  /** ...or drawn from this seed; neither: drawn afresh. */
  seed: number | null;
  /** Wire status of the failing answers; `null`: any that the policy retries. */
  status: number | null;
  /** As the header would hold it. */
  retryAfter: string | null;
  retryAfterMs: string | null;
  /** `x-should-retry`. */
  shouldRetry: boolean | null;
  /** How long each failing attempt takes. */
  attemptMs: number;
  /** Epoch milliseconds, for a `retry-after` that is a date; `null`: the caller's clock. */
  nowMs: number | null;
}

export interface ScheduledRetry extends PlannedRetry, DelayBounds {}

export interface ScheduleAnswer {
  preset: string | null;
  policy: Policy;
  /** How `retryAfter` was read, and if it was ignored, why. */
  hint: Hint;
  /** What the policy makes of it, by which rule; `null`: the server asks for nothing. */
  hintUse: HintUse | null;
  retries: ScheduledRetry[];
  /** All waits together. */
  totalMs: number;
  /** Why there is no retry after the last one. */
  reason: PlanEnd | 'not_retryable' | 'server_forbids';
}

const LIMITS = {
  u: { min: 0, max: 1 },
  seed: { min: 0, max: 4_294_967_295, whole: true },
  status: { min: 100, max: 599, whole: true },
  attemptMs: { min: 0, max: 3_600_000 },
  nowMs: { min: 0, max: 8_640_000_000_000 },
} as const;
const MAX_HEADER_LENGTH = 200;

function readHeader(fields: FieldReader, name: string): string | null {
  const value = fields.raw(name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value.length <= MAX_HEADER_LENGTH) return value;
  fields.fail(name, value, `a number, or a text of at most ${MAX_HEADER_LENGTH} characters as the header holds it`);
  return null;
}

function readPreset(fields: FieldReader): Preset | null {
  const id = fields.raw('preset');
  if (id === undefined) return null;
  const preset = typeof id === 'string' ? presetById(id) : null;
  if (!preset) fields.fail('preset', id, `one of ${PRESET_IDS.join(', ')}`);
  return preset;
}

/** Reads the question; `errors` name the field, what it held and what it may hold. */
export function validateSchedule(input: unknown): Validated<ScheduleRequest> {
  return validated((errors) => {
    const fields = readFields(input ?? null, '', errors);
    const preset = readPreset(fields);
    const own = fields.raw('policy');
    const status = fields.numberOrNull('status', LIMITS.status, null);
    if (own === undefined && !preset && errors.length === 0)
      fields.fail('preset', undefined, `one of ${PRESET_IDS.join(', ')}, or left out where a policy is given`);
    if (own !== undefined && preset) fields.fail('policy', own, 'left out where a preset is given');
    const policy = preset && own === undefined ? policyOf(preset, status) : readPolicy(own, 'policy', errors);
    const request: ScheduleRequest = {
      preset,
      policy: { ...policy, maxRetries: fields.number('retries', POLICY_LIMITS.maxRetries, policy.maxRetries) },
      u: fields.numberOrNull('u', LIMITS.u, null),
      seed: fields.numberOrNull('seed', LIMITS.seed, null),
      status,
      retryAfter: readHeader(fields, 'retryAfter'),
      retryAfterMs: readHeader(fields, 'retryAfterMs'),
      shouldRetry: fields.raw('shouldRetry') === undefined ? null : fields.flag('shouldRetry', true),
      attemptMs: fields.number('attemptMs', LIMITS.attemptMs, 0),
      nowMs: fields.numberOrNull('nowMs', LIMITS.nowMs, null),
    };
    fields.end();
    return request;
  });
}

function forbids({ preset, status, shouldRetry }: ScheduleRequest): ScheduleAnswer['reason'] | null {
  if (shouldRetry !== null) return shouldRetry ? null : 'server_forbids';
  if (status === null) return null;
  return retriesStatus(preset?.retries ?? CURABLE_STATUSES, status) ? null : 'not_retryable';
}

function drawsOf(request: ScheduleRequest, random: Random): Random {
  if (request.u !== null) return fixedRandom(request.u);
  return request.seed !== null ? seededRandom(request.seed) : random;
}

/**
 * The retries of a call whose every attempt meets the same failing answer.
 * @param random used when the request fixes neither `u` nor `seed`
 * @param nowMs epoch milliseconds
 */
export function schedule(request: ScheduleRequest, random: Random, nowMs: number): ScheduleAnswer {
  const { policy, preset } = request;
  const header: HeaderReader = (name) => (name === 'retry-after-ms' ? request.retryAfterMs : request.retryAfter);
  const hint = readHint(header, request.nowMs ?? nowMs, preset?.hintRules);
  const answer = { preset: preset?.id ?? null, policy, hint, hintUse: hintUse(policy, hint) };
  const forbidden = forbids(request);
  if (forbidden) return { ...answer, retries: [], totalMs: 0, reason: forbidden };

  const hintMs = hint.kind === 'wait' ? hint.waitMs : null;
  const planned = plan(policy, { random: drawsOf(request, random), hintMs, attemptMs: request.attemptMs });
  const bands = bounds(policy, planned.retries.length, hintMs);
  const retries = planned.retries.flatMap((retry, i) => (bands[i] ? [{ ...retry, ...bands[i] }] : []));
  return { ...answer, retries, totalMs: retries.at(-1)?.cumulativeMs ?? 0, reason: planned.end };
}
