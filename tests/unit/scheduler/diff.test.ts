import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import { diffPolicySets, usePolicy } from '../../../lib/scheduler/diff.ts';
import { policyFor } from '../../../lib/scheduler/policy-set.ts';
import { presetById } from '../../../lib/scheduler/presets.ts';
import { validatePolicySet } from '../../../lib/scheduler/validate-policy-set.ts';

const article = presetById('article')?.policy;
const sdk = presetById('anthropic-sdk')?.policy;
if (!article || !sdk) throw new Error('presets are missing');

describe('the difference of two sets', () => {
  it('is none of a set from itself', () => {
    expect(diffPolicySets(DEFAULT_POLICY_SET, structuredClone(DEFAULT_POLICY_SET))).toEqual([]);
  });

  it('names every number that changed, came or went', () => {
    const next = usePolicy(DEFAULT_POLICY_SET, null, ['overloaded'], sdk);
    const path = 'default.retry.overloaded';
    expect(diffPolicySets(DEFAULT_POLICY_SET, next)).toEqual([
      { field: `${path}.maxRetries`, before: 4, after: 2 },
      { field: `${path}.initialDelayMs`, before: 1000, after: 500 },
      { field: `${path}.maxDelayMs`, before: 60_000, after: 8000 },
      { field: `${path}.jitter.kind`, before: 'additive', after: 'proportional' },
      { field: `${path}.jitter.maxMs`, before: 750, after: undefined },
      { field: `${path}.retryAfter.mode`, before: 'floor', after: 'replace' },
      { field: `${path}.retryAfter.maxMs`, before: 120_000, after: 2_147_483_647 },
      { field: `${path}.retryAfter.beyondMax`, before: 'stop', after: 'ignore' },
      { field: `${path}.maxElapsedMs`, before: 600_000, after: null },
      { field: `${path}.jitter.low`, before: undefined, after: 0.75 },
      { field: `${path}.jitter.high`, before: undefined, after: 1 },
    ]);
  });

  it('turns round with its sides', () => {
    const next = { ...DEFAULT_POLICY_SET, observeOnly: true };
    expect(diffPolicySets(DEFAULT_POLICY_SET, next)).toEqual([{ field: 'observeOnly', before: false, after: true }]);
    expect(diffPolicySets(next, DEFAULT_POLICY_SET)).toEqual([{ field: 'observeOnly', before: true, after: false }]);
  });
});

describe('using a policy in the gateway', () => {
  it('changes the outcomes chosen and nothing else, and leaves the live set as it was', () => {
    const before = structuredClone(DEFAULT_POLICY_SET);
    const next = usePolicy(DEFAULT_POLICY_SET, null, ['timeout', 'truncated'], article);
    expect(DEFAULT_POLICY_SET).toEqual(before);
    expect(next.default.retry).toEqual({ ...before.default.retry, timeout: article, truncated: article });
    expect(validatePolicySet(next)).toEqual({ ok: true, value: next });
  });

  it('can be of one upstream alone, beside what it has already', () => {
    const once = usePolicy(DEFAULT_POLICY_SET, 'openai', ['timeout'], article);
    const twice = usePolicy(once, 'openai', ['overloaded'], sdk);
    expect(twice.upstreams).toEqual({ openai: { retry: { timeout: article, overloaded: sdk } } });
    expect(policyFor(twice, 'anthropic')).toEqual(DEFAULT_POLICY_SET.default);
    expect(usePolicy(DEFAULT_POLICY_SET, 'constructor', ['timeout'], article).upstreams).toEqual({
      constructor: { retry: { timeout: article } },
    });
  });
});
