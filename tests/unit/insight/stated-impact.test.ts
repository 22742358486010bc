import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statedImpact } from '../../../lib/insight/stated-impact.ts';

const writtenMs = Date.parse('2026-09-11T14:37:11Z');
const window = (text: string, atMs = writtenMs): string | null => {
  const span = statedImpact(text, atMs);
  return span && [span.fromMs, span.toMs].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' ');
};

describe('statedImpact', () => {
  it.each([
    ['Resolved. Impact occurred from 13:57 to 14:20 UTC', '2026-09-11T13:57 2026-09-11T14:20'],
    ['Impact was from 13:57 UTC to 14:20 UTC.', '2026-09-11T13:57 2026-09-11T14:20'],
    ['It occurred from 2:05am PT / 09:05 UTC to 2:19am PT / 09:19 UTC.', '2026-09-11T09:05 2026-09-11T09:19'],
    ['Errors between 1:57pm UTC and 2:20pm UTC', '2026-09-11T13:57 2026-09-11T14:20'],
    ['between 12:10am UTC and 12:20am UTC', '2026-09-11T00:10 2026-09-11T00:20'],
    ['from 23:50 to 00:10 UTC', '2026-09-10T23:50 2026-09-11T00:10'],
    ['from 21:05 to 21:19 UTC', '2026-09-10T21:05 2026-09-10T21:19'],
    ['from 9:05 PT to 9:19 PT', null],
    ['from 9:05 PT to 14:20 UTC', null],
    ['from 25:10 to 26:00 UTC', null],
    ['from 13:57 to 14:20', null],
    ['Impact has ended as of 14:16 UTC', null],
    ['from there to here', null],
    ['', null],
  ])('%s: %s', (text, expected) => {
    expect(window(text)).toBe(expected);
  });

  it('takes any text; a window always ends before it was written and begins before it ends', () => {
    const time = fc.tuple(fc.nat(29), fc.nat(69)).map(([h, m]) => `${h}:${String(m).padStart(2, '0')}`);
    const text = fc.oneof(
      fc.string(),
      fc.tuple(time, time).map(([a, b]) => `from ${a} to ${b} UTC`),
    );
    fc.assert(
      fc.property(text, (any) => {
        const span = statedImpact(any, writtenMs);
        if (!span) return;
        expect(span.fromMs).toBeLessThan(span.toMs);
        expect(span.toMs).toBeLessThanOrEqual(writtenMs);
        expect(writtenMs - span.fromMs).toBeLessThan(2 * 86_400_000);
      }),
    );
    expect(statedImpact('from 1:'.repeat(100_000), writtenMs)).toBeNull();
  });
});
