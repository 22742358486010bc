import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAgo, formatTime, formatUtc, zoneName, zoneOffsetMs } from '../../../lib/format/time.ts';

const AT_MS = Date.UTC(2026, 10, 24, 13, 5, 9, 123);
const given = process.env.TZ;

beforeAll(() => {
  process.env.TZ = 'Asia/Kolkata';
});
afterAll(() => {
  if (given === undefined) delete process.env.TZ;
  else process.env.TZ = given;
});

describe('formatTime', () => {
  it('reads in UTC or in the viewer’s zone, in 24 hours', () => {
    expect(formatTime(AT_MS, 'minute', 'utc')).toBe('13:05');
    expect(formatTime(AT_MS, 'time', 'local')).toBe('18:35:09');
    expect(formatTime(AT_MS, 'full', 'utc')).toBe('24 Nov, 13:05:09');
    expect(formatTime(AT_MS, 'day', 'utc')).toBe('24 Nov');
    expect(formatTime(AT_MS, 'millisecond', 'utc')).toBe('24 Nov 2026, 13:05:09.123');
  });

  it('calls midnight 00:00', () => {
    expect(formatTime(Date.UTC(2026, 0, 1), 'minute', 'utc')).toBe('00:00');
  });

  it('survives what is no time', () => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
      expect(formatTime(ms, 'full', 'utc')).toBe('—');
      expect(formatUtc(ms)).toBe('—');
    }
  });
});

describe('zones', () => {
  it('knows offsets of half an hour', () => {
    expect(zoneOffsetMs(AT_MS, 'local')).toBe(5.5 * 3_600_000);
    expect(zoneOffsetMs(AT_MS, 'utc')).toBe(0);
    expect(zoneName('local', AT_MS)).toMatch(/, UTC\+5:30$/);
    expect(zoneName('utc', AT_MS)).toBe('UTC');
  });

  it('writes UTC with its Z', () => {
    expect(formatUtc(AT_MS)).toBe('2026-11-24 13:05:09.123Z');
  });
});

describe('formatAgo', () => {
  it.each([
    [500, 'just now'],
    [45_000, '45 s ago'],
    [3 * 60_000 + 59_000, '3 min ago'],
    [5 * 3_600_000, '5 h ago'],
    [50 * 3_600_000, '2 d ago'],
    [-5_000, 'just now'],
  ])('%d ms back is %s', (ageMs, text) => {
    expect(formatAgo(AT_MS - ageMs, AT_MS)).toBe(text);
  });
});
