import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BASE_POLICY, type JitterKind, type Policy } from '../../../lib/scheduler/policy.ts';
import { seededRandom } from '../../../lib/scheduler/random.ts';
import { simulateContention } from '../../../lib/scheduler/simulate/contention.ts';

const FILE = new URL('../../../../shared/vectors/backoff.json', import.meta.url);
const present = existsSync(FILE);

type Way = 'none' | 'exponential' | 'equal' | 'full' | 'decorrelated';
type Means = Record<string, Record<Way, number>>;

/** Our own figures from this model, so that the test stands without the golden file. */
const OWN: Means = {
  10: { none: 51, exponential: 50.5, equal: 42.5, full: 39, decorrelated: 37.7 },
  50: { none: 692, exponential: 622, equal: 347.5, full: 332, decorrelated: 374.5 },
};
const GOLDEN: Means = present ? JSON.parse(readFileSync(FILE, 'utf8'))['jitter by contention'].meanCalls : {};

const waits = (kind: JitterKind, initialDelayMs: number): Policy => ({
  ...BASE_POLICY,
  initialDelayMs,
  maxDelayMs: 2000,
  jitter: { kind } as Policy['jitter'],
});

/** Base 5, cap 2000; the attempt is counted before the exponent, so the first ceiling is 10. */
const POLICIES: Record<Way, Policy | null> = {
  none: null,
  exponential: waits('none', 10),
  equal: waits('equal', 10),
  full: waits('full', 10),
  decorrelated: waits('decorrelated', 5),
};

function measure(clients: number, policy: Policy | null, repetitions: number) {
  const random = seededRandom(2026);
  const calls = Array.from({ length: repetitions }, () => simulateContention({ clients, policy, random }).calls);
  const mean = calls.reduce((sum, count) => sum + count, 0) / repetitions;
  const variance = calls.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (repetitions - 1);
  return { mean, error: Math.sqrt(variance / repetitions) };
}

function compare(means: Means): void {
  for (const [clients, ways] of Object.entries(means))
    for (const [way, expected] of Object.entries(ways))
      it(`${clients} clients, ${way}: ${expected} calls`, () => {
        const { mean, error } = measure(Number(clients), POLICIES[way as Way], Number(clients) < 100 ? 400 : 100);
        // The expected mean has an error of its own, as large as ours, and is rounded to whole calls.
        expect(Math.abs(mean - expected)).toBeLessThanOrEqual(3 * Math.SQRT2 * error + 0.5);
      });
}

describe('clients that race for one row', () => {
  compare(OWN);

  it('jitter saves calls, the more clients the more', () => {
    const saved = (clients: number) =>
      measure(clients, POLICIES.exponential, 50).mean / measure(clients, POLICIES.full, 50).mean;
    expect(saved(10)).toBeGreaterThan(1.1);
    expect(saved(50)).toBeGreaterThan(saved(10));
  });

  it('one client alone needs one call', () => {
    expect(simulateContention({ clients: 1, policy: null, random: seededRandom(1) }).calls).toBe(1);
  });

  it('is repeatable', () => {
    const once = () => simulateContention({ clients: 20, policy: POLICIES.full, random: seededRandom(5) });
    expect(once()).toEqual(once());
  });
});

describe.skipIf(!present)(`the golden figures${present ? '' : ' (skipped: ../shared is absent)'}`, () =>
  compare(GOLDEN),
);
