import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE_POLICY } from '../../../lib/scheduler/policy.ts';
import { PRESETS } from '../../../lib/scheduler/presets.ts';
import { validatePolicy } from '../../../lib/scheduler/validate-policy.ts';
import { anyPolicy } from './arbitrary-policy.ts';

function messages(input: unknown): string[] {
  const result = validatePolicy(input);
  return result.ok ? [] : result.errors.map((error) => error.message);
}

describe('a policy that is accepted', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(validatePolicy(policy)).toEqual({ ok: true, value: policy });
      }),
    );
  });

  it.each(PRESETS)('preset $id', ({ policy, byStatus }) => {
    expect(messages(policy)).toEqual([]);
    for (const other of Object.values(byStatus)) expect(messages(other)).toEqual([]);
  });

  it('has its gaps filled', () => {
    expect(validatePolicy({})).toEqual({ ok: true, value: BASE_POLICY });
    expect(validatePolicy({ initialDelayMs: 90_000 })).toMatchObject({ value: { maxDelayMs: 90_000 } });
    expect(validatePolicy({ jitter: { kind: 'proportional', low: 1.5 } })).toMatchObject({
      value: { jitter: { kind: 'proportional', low: 1.5, high: 1.5 } },
    });
    expect(validatePolicy({ retryAfter: { mode: 'replace' } })).toMatchObject({
      value: { retryAfter: { ...BASE_POLICY.retryAfter, mode: 'replace' } },
    });
  });
});

describe('a policy that is refused', () => {
  it.each<[unknown, string]>([
    [{ maxRetries: -1 }, 'maxRetries is -1, but may be a whole number from 0 to 100'],
    [{ maxRetries: 2.5 }, 'maxRetries is 2.5, but may be a whole number from 0 to 100'],
    [{ maxRetries: '3' }, 'maxRetries is "3", but may be a whole number from 0 to 100'],
    [{ initialDelayMs: -5 }, 'initialDelayMs is -5, but may be a number from 0 to 2147483647'],
    [{ initialDelayMs: Number.NaN }, 'initialDelayMs is NaN, but may be a number from 0 to 2147483647'],
    [{ initialDelayMs: null }, 'initialDelayMs is null, but may be a number from 0 to 2147483647'],
    [{ maxDelayMs: 1e300 }, 'maxDelayMs is 1e+300, but may be a number from 0 to 2147483647'],
    [
      { initialDelayMs: 1000, maxDelayMs: 500 },
      'maxDelayMs is 500, but may be a number from 1000 (initialDelayMs) to 2147483647',
    ],
    [{ multiplier: 0.5 }, 'multiplier is 0.5, but may be a number from 1 to 100'],
    [{ maxElapsedMs: -1 }, 'maxElapsedMs is -1, but may be a number from 0 to 2147483647, or null'],
    [
      { jitter: { kind: 'some' } },
      'jitter.kind is "some", but may be one of none, full, equal, decorrelated, decorrelatedV2, proportional, additive',
    ],
    [{ jitter: 'full' }, 'jitter is "full", but may be an object'],
    [{ jitter: { kind: 'full', low: 1 } }, 'jitter.low is 1, but may be left out: the fields here are kind'],
    [
      { jitter: { kind: 'proportional', low: 1.2, high: 0.8 } },
      'jitter.high is 0.8, but may be a number from 1.2 (low) to 10',
    ],
    [{ jitter: { kind: 'additive', maxMs: -1 } }, 'jitter.maxMs is -1, but may be a number from 0 to 2147483647'],
    [{ retryAfter: { mode: 'obey' } }, 'retryAfter.mode is "obey", but may be one of replace, floor, clamp, ignore'],
    [[], 'The input is a list of 0, but may be an object'],
    [null, 'The input is null, but may be an object'],
    ['x', 'The input is "x", but may be an object'],
  ])('%o', (input, message) => expect(messages(input)).toEqual([message]));

  it('names a missing jitter kind', () => {
    expect(messages({ jitter: {} })[0]).toMatch(/^jitter\.kind is missing, but may be one of none, full/);
  });

  it('gives field, value and what is allowed apart, too', () => {
    expect(validatePolicy({ multiplier: 0 }, 'default.retry.timeout')).toEqual({
      ok: false,
      errors: [
        {
          field: 'default.retry.timeout.multiplier',
          value: 0,
          allowed: 'a number from 1 to 100',
          message: 'default.retry.timeout.multiplier is 0, but may be a number from 1 to 100',
        },
      ],
    });
  });

  it('tells all that is wrong at once, and of a pair in which one is wrong nothing more', () => {
    expect(messages({ maxRetries: -1, multiplier: 0, initialDelayMs: -1, maxDelayMs: 5 })).toHaveLength(3);
  });

  it('refuses unknown fields, also those of every object, and shows no more of them than fits', () => {
    const found = messages(JSON.parse('{"__proto__": {"maxRetries": 9}, "toString": 1}'));
    expect(found).toHaveLength(2);
    const long = messages({ [`x${'y'.repeat(9999)}`]: 'z'.repeat(9999) });
    expect(long[0]?.length).toBeLessThan(400);
    expect(messages(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, 1])))).toHaveLength(50);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (input) => void validatePolicy(input)));
  });
});
