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

/** Of ours, so many that our own mean has hardly an error beside the expected one's. */
const REPETITIONS = 400;
/** Of the expected means: up to 400, and fewer where a repetition takes long. */
const expectedRepetitions = (clients: number) => (clients < 100 ? 400 : 100);
/** They are rounded to whole calls. */
const ROUNDING = 0.5;

function measure(clients: number, policy: Policy | null, repetitions: number) {
  const random = seededRandom(2026);
  const calls = Array.from({ length: repetitions }, () => simulateContention({ clients, policy, random }).calls);
  const mean = calls.reduce((sum, count) => sum + count, 0) / repetitions;
  const variance = calls.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (repetitions - 1);
  return { mean, variance };
}

function compare(means: Means): void {
  for (const [clients, ways] of Object.entries(means))
    for (const [way, expected] of Object.entries(ways))
      it(`${clients} clients, ${way}: ${expected} calls, within three standard errors`, () => {
        const { mean, variance } = measure(Number(clients), POLICIES[way as Way], REPETITIONS);
        const standardError = Math.sqrt(variance / expectedRepetitions(Number(clients)));
        const beyondRounding = Math.max(0, Math.abs(mean - expected) - ROUNDING);
        expect(beyondRounding / standardError).toBeLessThanOrEqual(3);
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
