import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseTime } from '../../../lib/api/times.ts';

const NOW = Date.UTC(2026, 10, 24, 14, 5, 9, 123);
const at = (text: string) => parseTime('from', text, NOW);

describe('a time', () => {
  test.each([
    ['now', NOW],
    ['now-30m', NOW - 30 * MINUTE_MS],
    ['now-6h', NOW - 6 * HOUR_MS],
    ['now-7d', NOW - 7 * DAY_MS],
    ['now-2w', NOW - 14 * DAY_MS],
    ['now-90s', NOW - 90_000],
    [' now-6h ', NOW - 6 * HOUR_MS],
    ['0', 0],
    [String(NOW), NOW],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T14:05Z', Date.UTC(2026, 10, 24, 14, 5)],
    ['2026-11-24T14:05:09Z', Date.UTC(2026, 10, 24, 14, 5, 9)],
    ['2026-11-24T14:05:09.123456Z', NOW],
    ['2026-11-24T14:05:09.5Z', Date.UTC(2026, 10, 24, 14, 5, 9, 500)],
    ['2026-11-24T14:05:09', Date.UTC(2026, 10, 24, 14, 5, 9)],
    ['2026-11-24T14:05:09+02:00', Date.UTC(2026, 10, 24, 12, 5, 9)],
    ['2026-11-24T14:05:09-0530', Date.UTC(2026, 10, 24, 19, 35, 9)],
    // A plus sign that nobody encoded.
    ['2026-11-24T14:05:09 02:00', Date.UTC(2026, 10, 24, 12, 5, 9)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('reads %j', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    'now-',
    'now+1h',
    'now-1y',
    'now-6',
    'now-6h-1h',
    'nowish',
    '-5',
    '1.5',
    '1e3',
    '9999999999999999',
    '2026-13-01',
    '2026-02-30',
    '2025-02-29',
    '2026-11-24T24:00Z',
    '2026-11-24T14:60Z',
    '24.11.2026',
    'now-999999999w',
    'NaN',
    'Infinity',
    "now'; DROP TABLE attempts; --",
  ])('refuses %j, naming the field and the value', (text) => {
    expect(() => at(text)).toThrow(`from is ${JSON.stringify(text)}, but may be epoch milliseconds`);
  });

  test('shows only the beginning of a long text', () => {
    expect(() => at('x'.repeat(10_000))).toThrow(/^from is "x{80}…"/);
  });

  test('is what toISOString wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), (ms) => {
        expect(at(new Date(ms).toISOString())).toBe(ms);
      }),
    );
  });
});
