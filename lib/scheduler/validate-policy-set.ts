import { DEFAULT_POLICY_SET } from './default-policies.ts';
import { type FieldError, type FieldReader, fail, readFields, type Validated, validated } from './fields.ts';
import type { Policy } from './policy.ts';
import {
  type CircuitSettings,
  CONCURRENCY_MODES,
  type ConcurrencySettings,
  type PolicySet,
  RETRIED_OUTCOMES,
  type RetriedOutcome,
  type RetryBudgetSettings,
  SET_LIMITS,
  type UpstreamOverride,
  type UpstreamPolicy,
} from './policy-set.ts';
import { readPolicy } from './validate-policy.ts';

type Read<T> = (input: unknown, path: string, errors: FieldError[], fallback: T) => T;

const readRetryBudget: Read<RetryBudgetSettings> = (input, path, errors, fallback) => {
  const fields = readFields(input, path, errors);
  const settings = {
    enabled: fields.flag('enabled', fallback.enabled),
    share: fields.number('share', SET_LIMITS.share, fallback.share),
    floor: fields.number('floor', SET_LIMITS.count, fallback.floor),
    windowMs: fields.number('windowMs', SET_LIMITS.windowMs, fallback.windowMs),
  };
  fields.end();
  return settings;
};

const readConcurrency: Read<ConcurrencySettings> = (input, path, errors, fallback) => {
  const fields = readFields(input, path, errors);
  const soundSoFar = errors.length;
  const minLimit = fields.number('minLimit', SET_LIMITS.limit, fallback.minLimit);
  const maxLimit = fields.number('maxLimit', SET_LIMITS.limit, Math.max(minLimit, fallback.maxLimit));
  const settings: ConcurrencySettings = {
    mode: fields.choice('mode', CONCURRENCY_MODES, fallback.mode),
    limit: fields.number('limit', SET_LIMITS.limit, Math.min(maxLimit, Math.max(minLimit, fallback.limit))),
    minLimit,
    maxLimit,
    maxQueue: fields.number('maxQueue', SET_LIMITS.queue, fallback.maxQueue),
    maxWaitMs: fields.number('maxWaitMs', SET_LIMITS.waitMs, fallback.maxWaitMs),
  };
  if (errors.length === soundSoFar && settings.mode === 'adaptive') checkAdaptive(fields, settings);
  fields.end();
  return settings;
};

function checkAdaptive(fields: FieldReader, { limit, minLimit, maxLimit }: ConcurrencySettings): void {
  if (maxLimit < minLimit)
    fields.fail('maxLimit', maxLimit, `a whole number from ${minLimit} (minLimit) to ${SET_LIMITS.limit.max}`);
  else if (limit < minLimit || limit > maxLimit)
    fields.fail('limit', limit, `a whole number from ${minLimit} (minLimit) to ${maxLimit} (maxLimit)`);
}

const readCircuit: Read<CircuitSettings> = (input, path, errors, fallback) => {
  const fields = readFields(input, path, errors);
  const soundSoFar = errors.length;
  const probeAfterMs = fields.number('probeAfterMs', SET_LIMITS.probeMs, fallback.probeAfterMs);
  const maxProbeAfterMs = fields.number(
    'maxProbeAfterMs',
    SET_LIMITS.probeMs,
    Math.max(probeAfterMs, fallback.maxProbeAfterMs),
  );
  const settings: CircuitSettings = {
    enabled: fields.flag('enabled', fallback.enabled),
    overloadedShare: fields.number('overloadedShare', SET_LIMITS.circuitShare, fallback.overloadedShare),
    minAttempts: fields.number('minAttempts', SET_LIMITS.limit, fallback.minAttempts),
    windowMs: fields.number('windowMs', SET_LIMITS.windowMs, fallback.windowMs),
    probeAfterMs,
    maxProbeAfterMs,
    probesToClose: fields.number('probesToClose', SET_LIMITS.probes, fallback.probesToClose),
  };
  if (errors.length === soundSoFar && maxProbeAfterMs < probeAfterMs)
    fields.fail(
      'maxProbeAfterMs',
      maxProbeAfterMs,
      `a number from ${probeAfterMs} (probeAfterMs) to ${SET_LIMITS.probeMs.max}`,
    );
  fields.end();
  return settings;
};

function readRetry(
  input: unknown,
  path: string,
  errors: FieldError[],
  fallback: Record<RetriedOutcome, Policy>,
  sparse: boolean,
): Partial<Record<RetriedOutcome, Policy>> {
  const fields = readFields(input, path, errors);
  const policies: Partial<Record<RetriedOutcome, Policy>> = {};
  for (const outcome of RETRIED_OUTCOMES) {
    const own = fields.raw(outcome);
    if (own !== undefined || !sparse)
      policies[outcome] = readPolicy(own, fields.path(outcome), errors, fallback[outcome]);
  }
  fields.end();
  return policies;
}

function readDefault(input: unknown, path: string, errors: FieldError[]): UpstreamPolicy {
  const fallback = DEFAULT_POLICY_SET.default;
  const fields = readFields(input, path, errors);
  const retry = readRetry(fields.raw('retry'), fields.path('retry'), errors, fallback.retry, false);
  const part = <T>(name: string, read: Read<T>, from: T) => read(fields.raw(name), fields.path(name), errors, from);
  const policy: UpstreamPolicy = {
    retry: { ...fallback.retry, ...retry },
    retryBudget: part('retryBudget', readRetryBudget, fallback.retryBudget),
    concurrency: part('concurrency', readConcurrency, fallback.concurrency),
    circuit: part('circuit', readCircuit, fallback.circuit),
  };
  fields.end();
  return policy;
}

function readOverride(input: unknown, path: string, errors: FieldError[], base: UpstreamPolicy): UpstreamOverride {
  const fields = readFields(input, path, errors);
  const part = <T>(name: string, read: Read<T>, from: T) => {
    const own = fields.raw(name);
    return own === undefined ? {} : { [name]: read(own, fields.path(name), errors, from) };
  };
  const retry = fields.raw('retry');
  const override: UpstreamOverride = {
    ...(retry === undefined ? {} : { retry: readRetry(retry, fields.path('retry'), errors, base.retry, true) }),
    ...part('retryBudget', readRetryBudget, base.retryBudget),
    ...part('concurrency', readConcurrency, base.concurrency),
    ...part('circuit', readCircuit, base.circuit),
  };
  fields.end();
  return override;
}

function readUpstreams(
  input: unknown,
  path: string,
  errors: FieldError[],
  base: UpstreamPolicy,
): Record<string, UpstreamOverride> {
  const fields = readFields(input, path, errors);
  const names = fields.names();
  if (names.length > SET_LIMITS.upstreams) {
    fail(errors, path, names.length, `at most ${SET_LIMITS.upstreams} upstreams`);
    return {};
  }
  const entries = names.map((name) => {
    const own = fields.raw(name);
    if (!SET_LIMITS.upstreamName.test(name))
      fields.fail(name, name, 'a name of at most 32 lower-case letters, digits and dashes that begins with a letter');
    return [name, readOverride(own, fields.path(name), errors, base)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Whether `input` is a set of policies, or all that is wrong with it: it counts whole or not at all.
 * What is left out of `default` holds as in `DEFAULT_POLICY_SET`; what an upstream leaves out, as in `default`.
 */
export function validatePolicySet(input: unknown): Validated<PolicySet> {
  return validated((errors) => {
    const fields = readFields(input ?? null, '', errors);
    const base = readDefault(fields.raw('default'), 'default', errors);
    const set: PolicySet = {
      observeOnly: fields.flag('observeOnly', DEFAULT_POLICY_SET.observeOnly),
      default: base,
      upstreams: readUpstreams(fields.raw('upstreams'), 'upstreams', errors, base),
    };
    fields.end();
    return set;
  });
}
