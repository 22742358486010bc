import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import { type PolicySet, policyFor } from '../../../lib/scheduler/policy-set.ts';
import { validatePolicySet } from '../../../lib/scheduler/validate-policy-set.ts';

function fields(input: unknown): string[] {
  const result = validatePolicySet(input);
  return result.ok ? [] : result.errors.map((error) => error.field);
}

function accepted(input: unknown): PolicySet {
  const result = validatePolicySet(input);
  if (!result.ok) throw new Error(result.errors[0]?.message);
  return result.value;
}

describe('a set of policies', () => {
  it('comes out as it went in, and through JSON', () => {
    expect(accepted(JSON.parse(JSON.stringify(DEFAULT_POLICY_SET)))).toEqual(DEFAULT_POLICY_SET);
  });

  it('left out, holds the default', () => {
    expect(accepted({})).toEqual(DEFAULT_POLICY_SET);
    expect(accepted({ observeOnly: true, default: { circuit: { enabled: true } } })).toEqual({
      ...DEFAULT_POLICY_SET,
      observeOnly: true,
      default: {
        ...DEFAULT_POLICY_SET.default,
        circuit: { ...DEFAULT_POLICY_SET.default.circuit, enabled: true },
      },
    });
  });

  it.each<[unknown, string[]]>([
    [null, ['']],
    [{ observe: true }, ['observe']],
    [{ observeOnly: 'yes' }, ['observeOnly']],
    [{ default: { retry: { overloaded: { maxRetries: 101 } } } }, ['default.retry.overloaded.maxRetries']],
    [{ default: { retry: { spend_limited: {} } } }, ['default.retry.spend_limited']],
    [{ default: { retryBudget: { share: -0.1 } } }, ['default.retryBudget.share']],
    [{ default: { retryBudget: { windowMs: 0 } } }, ['default.retryBudget.windowMs']],
    [{ default: { concurrency: { mode: 'on' } } }, ['default.concurrency.mode']],
    [{ default: { concurrency: { mode: 'fixed', limit: 0 } } }, ['default.concurrency.limit']],
    [{ default: { concurrency: { mode: 'adaptive', minLimit: 9, maxLimit: 3 } } }, ['default.concurrency.maxLimit']],
    [
      { default: { concurrency: { mode: 'adaptive', minLimit: 2, maxLimit: 3, limit: 9 } } },
      ['default.concurrency.limit'],
    ],
    [{ default: { circuit: { overloadedShare: 2 } } }, ['default.circuit.overloadedShare']],
    [{ default: { circuit: { probeAfterMs: 5000, maxProbeAfterMs: 1000 } } }, ['default.circuit.maxProbeAfterMs']],
    [{ upstreams: [] }, ['upstreams']],
    [{ upstreams: { 'Not A Name': {} } }, ['upstreams.Not A Name']],
    [JSON.parse('{"upstreams": {"__proto__": {}}}'), ['upstreams.__proto__']],
    [
      { upstreams: { openai: { retry: { timeout: { multiplier: 0 } } } } },
      ['upstreams.openai.retry.timeout.multiplier'],
    ],
    [{ upstreams: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`u${i}`, {}])) }, ['upstreams']],
  ])('is refused whole: %o', (input, expected) => expect(fields(input)).toEqual(expected));

  it('does not blame a limit that nobody gave for bounds that somebody did', () => {
    expect(accepted({ default: { concurrency: { mode: 'adaptive', maxLimit: 20 } } }).default.concurrency.limit).toBe(
      20,
    );
  });
});

describe('what holds for an upstream', () => {
  const set = accepted({
    default: { retry: { overloaded: { maxRetries: 7 } } },
    upstreams: {
      openai: { retry: { timeout: { maxRetries: 0 } }, concurrency: { mode: 'fixed', limit: 5 } },
      constructor: {},
    },
  });

  it('is the default where it has nothing of its own', () => {
    expect(policyFor(set, 'anthropic')).toBe(set.default);
    expect(policyFor(set, 'constructor')).toEqual(set.default);
    expect(policyFor(DEFAULT_POLICY_SET, 'constructor')).toBe(DEFAULT_POLICY_SET.default);
  });

  it('is its own parts over the default', () => {
    const openai = policyFor(set, 'openai');
    expect(openai.retry.timeout).toEqual({ ...set.default.retry.timeout, maxRetries: 0 });
    expect(openai.retry.overloaded.maxRetries).toBe(7);
    expect(openai.concurrency).toMatchObject({ mode: 'fixed', limit: 5 });
    expect(openai.circuit).toBe(set.default.circuit);
  });

  it('keeps an override sparse, so that later changes of the default reach it', () => {
    expect(Object.keys(set.upstreams.openai ?? {})).toEqual(['retry', 'concurrency']);
    expect(Object.keys(set.upstreams.openai?.retry ?? {})).toEqual(['timeout']);
  });
});
