import { describe, expect, it } from 'vitest';
import { emptyDetector, episodesAt, fold } from '../../../lib/insight/episodes.ts';
import { MINUTE_MS } from '../../../lib/insight/minute-bin.ts';
import { at, episodesOf, series } from './minutes.ts';

const DAY = 1440;

describe('what is no episode', () => {
  it.each([
    ['nothing at all', []],
    ['one failed call among four', [{ minutes: 1, calls: 4, failed: 1 }]],
    ['one failed call of one', [{ minutes: 1, calls: 1, failed: 1 }]],
    ['three failed calls in three minutes', [{ minutes: 3, calls: 4, failed: 1 }]],
    ['a burst within one minute', [{ minutes: 1, calls: 60, failed: 60 }]],
    [
      'a burst within one minute, with a failed call on either side',
      [
        { minutes: 1, calls: 60, failed: 1 },
        { minutes: 1, calls: 60, failed: 50 },
        { minutes: 1, calls: 60, failed: 1 },
      ],
    ],
    ['a burst over the turn of a minute', [{ minutes: 2, calls: 12, failed: 9 }]],
    ['a steady trickle at 0.5 %', [{ minutes: DAY, calls: 200, failed: 1 }]],
  ])('%s', (_, stretches) => {
    const calm = { minutes: 120, calls: 4, failed: 0 };
    expect(episodesOf(series(calm, ...stretches, calm))).toEqual([]);
  });
});

describe('an episode at any volume', () => {
  it.each([
    [3, 10],
    [10, 5],
    [100, 5],
    [3000, 4],
    [10_000, 3],
  ])('%d calls a minute fail for %d minutes', (calls, minutes) => {
    const episodes = episodesOf(
      series({ minutes: 600, calls, failed: 0 }, { minutes, calls, failed: calls }, { minutes: 120, calls, failed: 0 }),
    );
    expect(episodes).toHaveLength(1);
    expect(episodes[0]).toMatchObject({
      startMs: at(600),
      endMs: at(600 + minutes),
      endedBy: 'recovered',
      calls: calls * minutes,
      failed: calls * minutes,
      peak: { calls, failed: calls },
    });
    expect(episodes[0]?.confidence).toBeGreaterThan(0.999);
    expect(episodes[0]?.detectedMs).toBeLessThanOrEqual(at(600 + 3));
  });

  it('is known within minutes while it goes on', () => {
    const bins = series({ minutes: 600, calls: 50, failed: 0 }, { minutes: 3, calls: 50, failed: 15 });
    expect(episodesOf(bins)).toMatchObject([{ startMs: at(600), endMs: null, endedBy: null, failed: 45 }]);
  });

  it('is found by a record that has just begun', () => {
    expect(episodesOf(series({ minutes: 5, calls: 20, failed: 12 }))).toMatchObject([{ startMs: at(0), endMs: null }]);
  });

  it('has its peak where it was surely worst, not in a minute of one call', () => {
    const bins = series(
      { minutes: 300, calls: 100, failed: 0 },
      { minutes: 5, calls: 100, failed: 20 },
      { minutes: 1, calls: 1, failed: 1 },
      { minutes: 1, calls: 100, failed: 70 },
      { minutes: 5, calls: 100, failed: 20 },
    );
    expect(episodesOf(bins)[0]?.peak).toEqual({ minuteMs: at(306), calls: 100, failed: 70 });
  });

  it('is less sure where the evidence is less', () => {
    const calm = { minutes: 600, calls: 10, failed: 0 };
    const [weak] = episodesOf(series(calm, { minutes: 4, calls: 10, failed: 3 }));
    const [strong] = episodesOf(series(calm, { minutes: 30, calls: 10, failed: 10 }));
    expect(weak?.confidence).toBeLessThan(strong?.confidence ?? 0);
  });
});

describe('where an episode ends', { timeout: 30_000 }, () => {
  const calm = { minutes: 600, calls: 30, failed: 0 };
  const bad = { minutes: 20, calls: 30, failed: 30 };

  it('goes on at a lower rate as one episode', () => {
    const lower = { minutes: 60, calls: 30, failed: 3 };
    const bins = series(calm, bad, lower, { minutes: 120, calls: 30, failed: 0 });
    expect(episodesOf(bins)).toMatchObject([{ startMs: at(600), endMs: at(680), failed: 780 }]);
  });

  it('comes back within a quarter of an hour as one episode, with the calls between', () => {
    const bins = series(calm, bad, { minutes: 10, calls: 30, failed: 0 }, bad, { minutes: 60, calls: 30, failed: 0 });
    expect(episodesOf(bins)).toMatchObject([{ startMs: at(600), endMs: at(650), calls: 1500, failed: 1200 }]);
  });

  it('comes back after an hour as another', () => {
    const bins = series(calm, bad, { minutes: 60, calls: 30, failed: 0 }, bad, { minutes: 60, calls: 30, failed: 0 });
    expect(episodesOf(bins)).toMatchObject([
      { startMs: at(600), endMs: at(620) },
      { startMs: at(680), endMs: at(700) },
    ]);
  });

  it('is over once nobody calls for an hour, whether a call comes after that or not', () => {
    const bins = series(calm, bad);
    expect(episodesOf(bins, at(620 + 59) + 59_999)).toMatchObject([{ endMs: null }]);
    const justInTime = { minuteMs: at(620 + 59), calls: 30, failed: 30 };
    expect(episodesOf([...bins, justInTime])).toMatchObject([{ endMs: null, failed: 630 }]);
    const silent = { startMs: at(600), endMs: at(620), endedBy: 'silence' };
    expect(episodesOf(bins, at(620 + 60))).toMatchObject([silent]);
    expect(episodesOf([...bins, { minuteMs: at(620 + 60), calls: 30, failed: 0 }])).toMatchObject([silent]);
  });

  it('is not over for a few calls that went through', () => {
    const lucky = { minutes: 1, calls: 30, failed: 22 };
    expect(episodesOf(series(calm, bad, lucky, bad, lucky))).toMatchObject([{ startMs: at(600), endMs: null }]);
  });

  it('is not over for three calls in a row that went through', () => {
    const few = series({ minutes: 600, calls: 3, failed: 0 }, { minutes: 20, calls: 3, failed: 3 });
    expect(episodesOf([...few, { minuteMs: at(620), calls: 3, failed: 0 }])).toMatchObject([{ endMs: null }]);
  });

  it('becomes the new normal when it lasts for days', () => {
    const chronic = { minutes: 12 * DAY, calls: 100, failed: 5 };
    const [episode, ...more] = episodesOf(series({ minutes: 3 * DAY, calls: 100, failed: 0 }, chronic));
    expect(more).toEqual([]);
    expect(episode).toMatchObject({ startMs: at(3 * DAY), endedBy: 'new_normal' });
    expect(episode?.endMs).toBeGreaterThan(at(4 * DAY));
    expect(episode?.endMs).toBeLessThan(at(10 * DAY));
  });

  it('still stands out above a new normal', () => {
    const chronic = { minutes: 12 * DAY, calls: 100, failed: 5 };
    const worse = { minutes: 20, calls: 100, failed: 60 };
    const episodes = episodesOf(series({ minutes: 3 * DAY, calls: 100, failed: 0 }, chronic, worse));
    expect(episodes.at(-1)).toMatchObject({ startMs: at(15 * DAY), endMs: null });
  });
});

describe('the daily rhythm', { timeout: 30_000 }, () => {
  /** Every evening from 18 to 21 h, 2 % fail. */
  const days = (count: number) =>
    Array.from({ length: count }, () => [
      { minutes: 18 * 60, calls: 200, failed: 0 },
      { minutes: 3 * 60, calls: 200, failed: 4 },
      { minutes: 3 * 60, calls: 200, failed: 0 },
    ]).flat();

  it('gets used to bad evenings', () => {
    const episodes = episodesOf(series(...days(21)));
    expect(episodes.filter(({ startMs }) => startMs > at(14 * DAY))).toEqual([]);
  });

  it('finds at night what is usual in the evening', () => {
    const night = [
      { minutes: 3 * 60, calls: 200, failed: 0 },
      { minutes: 60, calls: 200, failed: 4 },
    ];
    const episodes = episodesOf(series(...days(21), ...night));
    expect(episodes.at(-1)).toMatchObject({ startMs: at(21 * DAY + 180), endMs: null });
  });
});

describe('what cannot be taken in', () => {
  const bin = { minuteMs: at(5), calls: 3, failed: 1 };
  it.each([
    ['a minute twice', [bin, bin], /must be the start of a minute after/],
    ['an earlier minute', [bin, { ...bin, minuteMs: at(4) }], /after 1767571500000/],
    ['half a minute', [{ ...bin, minuteMs: at(0) + MINUTE_MS / 2 }], /must be the start of a minute/],
    ['no time', [{ ...bin, minuteMs: Number.NaN }], /minuteMs is NaN/],
    ['more failures than calls', [{ ...bin, failed: 4 }], /failed is 4 of 3 calls/],
    ['counts that are none', [{ ...bin, calls: Number.NaN }], /failed is 1 of NaN calls/],
    ['fewer than none', [{ ...bin, failed: -1 }], /failed is -1/],
  ])('%s', (_, bins, message) => {
    expect(() => fold(emptyDetector(), bins)).toThrow(message);
    expect(() => fold(emptyDetector(), bins)).toThrow(RangeError);
  });

  it('minutes without calls change nothing', () => {
    const bins = series({ minutes: 50, calls: 20, failed: 0 }, { minutes: 10, calls: 20, failed: 9 });
    const withEmpty = [...bins.slice(0, 50), { minuteMs: at(50) - 0, calls: 0, failed: 0 }];
    expect(fold(emptyDetector(), withEmpty)).toEqual(fold(emptyDetector(), bins.slice(0, 50)));
    expect(episodesAt(emptyDetector(), at(0))).toEqual([]);
  });
});
