import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponentialDraw, fixedRandom, normalDraw, seededRandom } from '../../../lib/scheduler/random.ts';
import { anySeed } from './arbitrary-policy.ts';

const draws = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
};

describe('seeded random numbers', () => {
  it('are the same on every machine', () => {
    expect(draws(1, 3)).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  });

  it('lie from 0 up to 1, are equal for equal seeds and differ for others', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const some = draws(seed, 50);
        expect(some.every((u) => u >= 0 && u < 1)).toBe(true);
        expect(draws(seed, 50)).toEqual(some);
        expect(draws(seed + 1, 50)).not.toEqual(some);
      }),
    );
  });

  it('are spread evenly', () => {
    const counts = new Array<number>(20).fill(0);
    for (const u of draws(7, 200_000)) counts[Math.floor(u * 20)] = (counts[Math.floor(u * 20)] ?? 0) + 1;
    // 10,000 a bin; five standard deviations are 490.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(490);
  });
});

describe('other draws', () => {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const many = (draw: () => number) => Array.from({ length: 100_000 }, draw);

  it('exponential ones have their mean and are never negative nor infinite', () => {
    const random = seededRandom(3);
    const values = many(() => exponentialDraw(random, 250));
    expect(Math.abs(mean(values) - 250)).toBeLessThan(4);
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(exponentialDraw(fixedRandom(0), 250)).toBe(0);
    expect(exponentialDraw(fixedRandom(1 - 2 ** -32), 250)).toBeLessThan(250 * 23);
  });

  it('normal ones have mean 0 and variance 1', () => {
    const random = seededRandom(4);
    const values = many(() => normalDraw(random));
    expect(Math.abs(mean(values))).toBeLessThan(0.016);
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.03);
  });
});
