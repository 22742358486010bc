import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pixelAtTime, timeAtPixel } from '../../../components/charts/geometry.ts';
import { bucketLabel, tickLabel, timeTicks } from '../../../components/charts/ticks.ts';
import { RANGE_PRESETS } from '../../../components/range/presets.ts';
import { parseTime } from '../../../lib/api/times.ts';

const HOUR_MS = 3_600_000;
const given = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'Europe/Zurich';
});
afterAll(() => {
  if (given === undefined) delete process.env.TZ;
  else process.env.TZ = given;
});

describe('timeTicks', () => {
  const from = Date.UTC(2026, 10, 24, 9, 7);

  it('stands on round times, no more than there is room for', () => {
    const ticks = timeTicks(from, from + 6 * HOUR_MS, 'utc', 8);
    expect(ticks.map((ms) => tickLabel(ms, 'utc'))).toEqual(['10:00', '11:00', '12:00', '13:00', '14:00', '15:00']);
  });

  it('names the day at midnight', () => {
    const ticks = timeTicks(Date.UTC(2026, 10, 23, 20), Date.UTC(2026, 10, 24, 4), 'utc', 5);
    expect(ticks.map((ms) => tickLabel(ms, 'utc'))).toEqual(['20:00', '22:00', '24 Nov', '02:00', '04:00']);
  });

  it('follows local midnights through a change of the clock', () => {
    // Zurich leaves summer time on 25 October 2026.
    const ticks = timeTicks(Date.UTC(2026, 9, 23, 12), Date.UTC(2026, 9, 28, 12), 'local', 6);
    expect(ticks.map((ms) => tickLabel(ms, 'local'))).toEqual(['24 Oct', '25 Oct', '26 Oct', '27 Oct', '28 Oct']);
  });

  it('has a few of any range, from minutes to years', () => {
    for (const spanMs of [60_000, HOUR_MS, 24 * HOUR_MS, 90 * 24 * HOUR_MS, 5 * 366 * 24 * HOUR_MS]) {
      const ticks = timeTicks(from, from + spanMs, 'utc', 8);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
    }
  });

  it('has two at least where there is room for three, of every range that is offered, whenever it begins', () => {
    for (const { from: name } of RANGE_PRESETS) {
      const spanMs = from - parseTime('from', name, from);
      for (let laterMs = 0; laterMs < 42 * 24 * HOUR_MS; laterMs += 11 * HOUR_MS + 60_000) {
        const ticks = timeTicks(from + laterMs, from + laterMs + spanMs, 'utc', 3);
        expect(ticks.length, `${name} from ${new Date(from + laterMs).toISOString()}`).toBeGreaterThanOrEqual(2);
      }
    }
  });

  it('has none of no range', () => {
    expect(timeTicks(from, from, 'utc', 8)).toEqual([]);
    expect(timeTicks(from, Number.NaN, 'utc', 8)).toEqual([]);
  });
});

describe('bucketLabel', () => {
  it('gives day and times, or days alone', () => {
    const from = Date.UTC(2026, 10, 24, 14);
    expect(bucketLabel(from, from + 300_000, 'utc')).toBe('24 Nov, 14:00 – 14:05');
    expect(bucketLabel(Date.UTC(2026, 10, 24), Date.UTC(2026, 10, 26), 'utc')).toBe('24 Nov – 26 Nov');
  });
});

describe('pixels and times', () => {
  const span = { fromMs: 1_000, toMs: 11_000 };
  it('go there and back', () => {
    for (const atMs of [1_000, 3_300, 11_000])
      expect(timeAtPixel(span, 800, pixelAtTime(span, 800, atMs))).toBeCloseTo(atMs, 6);
  });

  it('stay within the chart', () => {
    expect(timeAtPixel(span, 800, -50)).toBe(1_000);
    expect(timeAtPixel(span, 800, 5_000)).toBe(11_000);
    expect(timeAtPixel(span, 0, 10)).toBe(1_000);
  });
});
