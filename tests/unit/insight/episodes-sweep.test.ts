import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/insight/minute-bin.ts';
import { hits, quantile, quietMonth, trial } from './sweep.ts';

/** WEIR_SWEEP=20 makes the sweep that many times as big. */
const SCALE = Number(process.env.WEIR_SWEEP ?? 1);
const ENOUGH_FAILED = 20;
const times = (count: number): number[] => Array.from({ length: Math.ceil(count * SCALE) }, (_, index) => index);

describe(`a sweep over volumes, rates and lengths, times ${SCALE}`, { timeout: 120_000 * Math.max(1, SCALE) }, () => {
  it('finds at least 95 % of the episodes, 95 % of its findings are real, and starts within 2 minutes', () => {
    const trials = times(250).map((index) => trial(50_000 + index));
    const worthwhile = trials.filter(({ failed }) => failed >= ENOUGH_FAILED);
    expect(worthwhile.length).toBeGreaterThan(150 * SCALE);

    const recall = worthwhile.filter((one) => hits(one).length > 0).length / worthwhile.length;
    const findings = trials.flatMap(({ found }) => found.filter(({ failed }) => failed >= ENOUGH_FAILED));
    // An episode found in two pieces is one hit and one finding too many.
    const real = trials.filter((one) => hits(one).some(({ failed }) => failed >= ENOUGH_FAILED)).length;
    const startErrors = worthwhile
      .filter(({ callsPerMinute }) => callsPerMinute >= 10)
      .flatMap((one) =>
        hits(one)
          .slice(0, 1)
          .map(({ startMs }) => Math.abs(startMs - one.truth.startMs) / MINUTE_MS),
      );
    const endErrors = worthwhile.flatMap((one) =>
      hits(one)
        .slice(-1)
        .map(({ endMs }) => Math.abs((endMs ?? Number.POSITIVE_INFINITY) - one.truth.endMs) / MINUTE_MS),
    );
    const figures = {
      worthwhile: worthwhile.length,
      recall,
      precision: real / findings.length,
      startErrorMinutes: { median: quantile(startErrors, 0.5), p90: quantile(startErrors, 0.9) },
      endErrorMinutes: { median: quantile(endErrors, 0.5), p90: quantile(endErrors, 0.9) },
    };
    if (process.env.WEIR_SWEEP) console.log(figures);
    expect(figures.recall).toBeGreaterThanOrEqual(0.95);
    expect(figures.precision).toBeGreaterThanOrEqual(0.95);
    expect(figures.startErrorMinutes.median).toBeLessThanOrEqual(2);
    expect(figures.endErrorMinutes.median).toBeLessThanOrEqual(2);
  });

  it('raises at most one false alarm in any quiet month, and few in all', () => {
    const counts = times(12).map((index) => quietMonth(1000 + index).length);
    if (process.env.WEIR_SWEEP) console.log({ months: counts.length, alarms: counts.reduce((a, b) => a + b, 0) });
    expect(Math.max(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(Math.ceil(counts.length / 10));
  });

  it.each([1, 30, 3000])('is quiet at %d calls a minute', (callsPerMinute) => {
    expect(quietMonth(7, callsPerMinute)).toEqual([]);
  });
});
