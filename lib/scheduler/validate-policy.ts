import { type FieldError, type FieldReader, isRecord, readFields, type Validated, validated } from './fields.ts';
import {
  BASE_POLICY,
  BEYOND_MAX,
  JITTER_KINDS,
  type Jitter,
  POLICY_LIMITS,
  type Policy,
  RETRY_AFTER_MODES,
  type RetryAfterRule,
} from './policy.ts';

const DEFAULT_LOW = 0.75;
const DEFAULT_HIGH = 1;
const DEFAULT_ADDED_MS = 750;

function readJitter(input: unknown, path: string, errors: FieldError[], fallback: Jitter): Jitter {
  if (input === undefined) return fallback;
  const fields = readFields(input, path, errors);
  if (isRecord(input) && input.kind === undefined) fields.fail('kind', undefined, `one of ${JITTER_KINDS.join(', ')}`);
  const kind = fields.choice('kind', JITTER_KINDS, fallback.kind);
  const jitter = readKind(kind, fields);
  fields.end();
  return jitter;
}

function readKind(kind: Jitter['kind'], fields: FieldReader): Jitter {
  if (kind === 'additive') return { kind, maxMs: fields.number('maxMs', POLICY_LIMITS.delayMs, DEFAULT_ADDED_MS) };
  if (kind !== 'proportional') return { kind };
  const soundSoFar = fields.errorCount();
  const low = fields.number('low', POLICY_LIMITS.factor, DEFAULT_LOW);
  const high = fields.number('high', POLICY_LIMITS.factor, Math.max(low, DEFAULT_HIGH));
  if (fields.errorCount() === soundSoFar && high < low)
    fields.fail('high', high, `a number from ${low} (low) to ${POLICY_LIMITS.factor.max}`);
  return { kind, low, high };
}

function readRetryAfter(input: unknown, path: string, errors: FieldError[], fallback: RetryAfterRule): RetryAfterRule {
  const fields = readFields(input, path, errors);
  const rule: RetryAfterRule = {
    mode: fields.choice('mode', RETRY_AFTER_MODES, fallback.mode),
    maxMs: fields.number('maxMs', POLICY_LIMITS.delayMs, fallback.maxMs),
    beyondMax: fields.choice('beyondMax', BEYOND_MAX, fallback.beyondMax),
  };
  fields.end();
  return rule;
}

/**
 * Reads a policy out of unknown input. A field left out holds what `fallback` holds; an unknown one is an error.
 * @param path where the policy stands in the whole input
 * @param errors takes in what is wrong; the result counts only while it is empty
 */
export function readPolicy(input: unknown, path: string, errors: FieldError[], fallback: Policy = BASE_POLICY): Policy {
  const fields = readFields(input, path, errors);
  const { delayMs, maxRetries, multiplier } = POLICY_LIMITS;
  const soundSoFar = errors.length;
  const initialDelayMs = fields.number('initialDelayMs', delayMs, fallback.initialDelayMs);
  const maxDelayMs = fields.number('maxDelayMs', delayMs, Math.max(initialDelayMs, fallback.maxDelayMs));
  // Of a pair in which one is wrong by itself, nothing more is said.
  if (errors.length === soundSoFar && maxDelayMs < initialDelayMs)
    fields.fail('maxDelayMs', maxDelayMs, `a number from ${initialDelayMs} (initialDelayMs) to ${delayMs.max}`);
  const policy: Policy = {
    maxRetries: fields.number('maxRetries', maxRetries, fallback.maxRetries),
    initialDelayMs,
    maxDelayMs,
    multiplier: fields.number('multiplier', multiplier, fallback.multiplier),
    jitter: readJitter(fields.raw('jitter'), fields.path('jitter'), errors, fallback.jitter),
    retryAfter: readRetryAfter(fields.raw('retryAfter'), fields.path('retryAfter'), errors, fallback.retryAfter),
    maxElapsedMs: fields.numberOrNull('maxElapsedMs', delayMs, fallback.maxElapsedMs),
  };
  fields.end();
  return policy;
}

/** Whether `input` is a policy, or all that is wrong with it. */
export function validatePolicy(input: unknown, path = ''): Validated<Policy> {
  return validated((errors) => readPolicy(input ?? null, path, errors));
}
