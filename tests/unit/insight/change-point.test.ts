import { describe, expect, it } from 'vitest';
import { stepUp } from '../../../lib/insight/change-point.ts';
import { at, series } from './minutes.ts';
import { binomial, seeded } from './traffic.ts';

describe('stepUp', () => {
  it('finds the minute of a deploy that breaks requests', () => {
    const bins = series({ minutes: 300, calls: 20, failed: 0 }, { minutes: 30, calls: 20, failed: 13 });
    expect(stepUp(bins)).toEqual({
      atMs: at(300),
      before: { calls: 6000, failed: 0 },
      after: { calls: 600, failed: 390 },
    });
  });

  it('finds it within two minutes in noise, above a background', () => {
    const random = seeded(5);
    const noisy = (share: number, from: number, minutes: number) =>
      Array.from({ length: minutes }, (_, i) => ({
        minuteMs: at(from + i),
        calls: 12,
        failed: binomial(random, 12, share),
      }));
    const found = stepUp([...noisy(0.02, 0, 600), ...noisy(0.3, 600, 20)]);
    expect(Math.abs((found?.atMs ?? 0) - at(600))).toBeLessThanOrEqual(2 * 60_000);
  });

  it.each([
    ['nothing', []],
    ['no failures', [{ minutes: 100, calls: 10, failed: 0 }]],
    ['the same share throughout', [{ minutes: 100, calls: 10, failed: 4 }]],
    ['broken since the record began', [{ minutes: 100, calls: 10, failed: 10 }]],
    [
      'a fall',
      [
        { minutes: 100, calls: 10, failed: 8 },
        { minutes: 100, calls: 10, failed: 0 },
      ],
    ],
    [
      'a small rise',
      [
        { minutes: 500, calls: 100, failed: 5 },
        { minutes: 500, calls: 100, failed: 12 },
      ],
    ],
    [
      'four failures',
      [
        { minutes: 500, calls: 100, failed: 0 },
        { minutes: 2, calls: 2, failed: 2 },
      ],
    ],
    [
      'too little before',
      [
        { minutes: 3, calls: 6, failed: 0 },
        { minutes: 9, calls: 6, failed: 6 },
      ],
    ],
  ])('finds no step: %s', (_, stretches) => {
    expect(stepUp(series(...stretches))).toBeNull();
  });
});
