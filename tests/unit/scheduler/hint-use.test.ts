import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../../lib/scheduler/hint.ts';
import { hintUse } from '../../../lib/scheduler/hint-use.ts';
import { BASE_POLICY, type RetryAfterRule } from '../../../lib/scheduler/policy.ts';
import { readHint } from '../../../lib/scheduler/retry-after.ts';
import { anyPolicy } from './arbitrary-policy.ts';

const hintOf = (value: string | null) => readHint((name) => (name === 'retry-after' ? value : null), 0);
const rule = (over: Partial<RetryAfterRule>) => ({
  ...BASE_POLICY,
  retryAfter: { ...BASE_POLICY.retryAfter, ...over },
});

describe('hintUse', () => {
  it('is nothing where the server asks for nothing', () => {
    expect(hintUse(BASE_POLICY, hintOf(null))).toBeNull();
  });

  it.each([
    ['31536000', 'Longer than any timer'],
    ['-5', 'Zero, negative'],
    ['0', 'Zero, negative'],
    ['soon', 'Neither a number'],
    ['Wed, 21 Oct 1969 07:28:00 GMT', 'a date in the past'],
  ])('ignores %s whatever the policy', (value, because) => {
    expect(hintUse(BASE_POLICY, hintOf(value))).toMatchObject({
      use: 'ignored',
      because: expect.stringContaining(because),
    });
  });

  it.each([
    [{ mode: 'ignore' }, 'ignored', 'does not read'],
    [{ mode: 'replace', maxMs: 60_000 }, 'followed', 'in place'],
    [{ mode: 'floor', maxMs: 60_000 }, 'followed', 'floor'],
    [{ mode: 'clamp', maxMs: 5000 }, 'followed', 'up to 5 s'],
    [{ mode: 'replace', maxMs: 10_000, beyondMax: 'ignore' }, 'ignored', 'longer than the 10 s'],
    [{ mode: 'replace', maxMs: 10_000, beyondMax: 'cap' }, 'capped', 'taken in its place'],
    [{ mode: 'floor', maxMs: 10_000, beyondMax: 'stop' }, 'gives_up', 'gives up'],
  ] as const)('of 30 s by %o is %s', (over, use, because) => {
    expect(hintUse(rule(over), hintOf('30'))).toMatchObject({ use, because: expect.stringContaining(because) });
  });

  it('says what the delay really does', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat({ max: 100_000 }),
        (policy, seconds, ownMs) => {
          const used = hintUse(policy, hintOf(String(seconds)));
          const { delayMs, tooLong } = combine(policy, ownMs, seconds * 1000);
          if (used?.use === 'gives_up') expect(tooLong).toBe(true);
          else expect(tooLong).toBe(false);
          if (used?.use === 'ignored') expect(delayMs).toBe(ownMs);
        },
      ),
    );
  });
});
