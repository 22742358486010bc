import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromWallTime, toWallTime } from '../../../components/range/calendar-range.ts';
import { RANGE_PRESETS } from '../../../components/range/presets.ts';
import { rangeLabel, readTypedRange, resolveRange, widened } from '../../../components/range/range-text.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 15);
const given = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'America/New_York';
});
afterAll(() => {
  if (given === undefined) delete process.env.TZ;
  else process.env.TZ = given;
});

describe('readTypedRange', () => {
  it.each([
    ['6h', 'now-6h'],
    ['45 min', 'now-45m'],
    ['45m', 'now-45m'],
    ['Last 30 minutes', 'now-30m'],
    ['last hour', 'now-1h'],
    ['past 2 days', 'now-2d'],
    ['1 week', 'now-1w'],
    ['90s', 'now-90s'],
    ['now-2d', 'now-2d'],
    ['  NOW-6h ', 'now-6h'],
  ])('%j begins at %s', (typed, from) => {
    expect(readTypedRange(typed)).toEqual({ from, to: 'now' });
  });

  it('takes two times', () => {
    expect(readTypedRange('now-6h to now-2h')).toEqual({ from: 'now-6h', to: 'now-2h' });
    expect(readTypedRange('2026-11-20 14:00 to 2026-11-20 16:30')).toEqual({
      from: '2026-11-20T14:00',
      to: '2026-11-20T16:30',
    });
    expect(readTypedRange('2026-11-20')).toEqual({ from: '2026-11-20', to: 'now' });
  });

  it.each(['', 'h', 'yesterday', '6 apples', 'now-2h to now-6h', '1h to 2h to 3h', '2026-02-30', '-5m', '<script>'])(
    'does not guess at %j',
    (typed) => {
      expect(readTypedRange(typed)).toBeNull();
    },
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        readTypedRange(typed);
      }),
    );
  });
});

describe('rangeLabel', () => {
  it('calls presets by their name', () => {
    for (const { from, label } of RANGE_PRESETS) expect(rangeLabel({ from, to: 'now' }, NOW_MS, 'utc')).toBe(label);
  });

  it('puts other relative ranges in words, and absolute ones in the reader’s zone', () => {
    expect(rangeLabel({ from: 'now-45m', to: 'now' }, NOW_MS, 'utc')).toBe('Last 45 minutes');
    expect(rangeLabel({ from: 'now-1w', to: 'now' }, NOW_MS, 'utc')).toBe('Last week');
    const from = String(Date.UTC(2026, 10, 24, 13));
    const to = String(Date.UTC(2026, 10, 24, 14, 30));
    expect(rangeLabel({ from, to }, NOW_MS, 'utc')).toBe('24 Nov, 13:00 – 14:30');
    expect(rangeLabel({ from, to }, NOW_MS, 'local')).toBe('24 Nov, 08:00 – 09:30');
    expect(rangeLabel({ from: String(Date.UTC(2026, 10, 23, 13)), to }, NOW_MS, 'utc')).toBe(
      '23 Nov, 13:00 – 24 Nov, 14:30',
    );
    expect(rangeLabel({ from, to: 'now' }, NOW_MS, 'utc')).toBe('24 Nov, 13:00 – now');
  });

  it('says so when a link is mistyped', () => {
    expect(rangeLabel({ from: 'soon', to: 'now' }, NOW_MS, 'utc')).toBe('Range not understood');
    expect(resolveRange({ from: 'soon', to: 'now' }, NOW_MS)).toBeNull();
    expect(resolveRange({ from: 'now', to: 'now-1h' }, NOW_MS)).toBeNull();
  });
});

describe('widened', () => {
  it('is twice as wide, about the middle', () => {
    const from = NOW_MS - 20 * 3_600_000;
    const to = from + 3_600_000;
    expect(widened({ from: String(from), to: String(to) }, NOW_MS)).toEqual({
      from: String(from - 1_800_000),
      to: String(to + 1_800_000),
    });
  });

  it('does not reach past now', () => {
    expect(widened({ from: 'now-1h', to: 'now' }, NOW_MS)).toEqual({
      from: String(NOW_MS - 7_200_000),
      to: String(NOW_MS),
    });
  });

  it('has no answer for a range that is not understood', () => {
    expect(widened({ from: 'soon', to: 'now' }, NOW_MS)).toBeNull();
  });
});

describe('wall times', () => {
  it('read a calendar in the reader’s zone or in UTC', () => {
    expect(toWallTime(NOW_MS, 'utc')).toEqual({ date: '2026-11-24', time: '15:00' });
    expect(toWallTime(NOW_MS, 'local')).toEqual({ date: '2026-11-24', time: '10:00' });
    expect(fromWallTime({ date: '2026-11-24', time: '10:00' }, 'local')).toBe(NOW_MS);
    expect(fromWallTime({ date: '2026-11-24', time: '' }, 'utc')).toBe(Date.UTC(2026, 10, 24));
    expect(fromWallTime({ date: '', time: '10:00' }, 'utc')).toBeNaN();
  });

  it('come back as they were, but for the hour that a clock change skips or repeats', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }), (ms) => {
        const minute = Math.floor(ms / 60_000) * 60_000;
        const back = fromWallTime(toWallTime(minute, 'local'), 'local');
        expect([0, 3_600_000]).toContain(Math.abs(back - minute));
        expect(toWallTime(back, 'local')).toEqual(toWallTime(minute, 'local'));
      }),
    );
  });
});
