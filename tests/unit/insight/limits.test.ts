import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsOutlook } from '../../../lib/insight/limits.ts';
import type { LimitReading } from '../../../lib/outcome/attempt.ts';
import { at } from './minutes.ts';

const MINUTE = 60_000;
const NOW = at(1000);

const reading = (over: Partial<LimitReading> = {}): LimitReading => ({
  name: 'tokens',
  limit: 1000,
  remaining: 900,
  utilization: null,
  resetAtMs: NOW + 60 * MINUTE,
  status: null,
  ...over,
});
const sample = (agoMs: number, ...readings: LimitReading[]) => ({ atMs: NOW - agoMs, readings });
const stateOf = (over: Partial<LimitReading>, agoMs = 1000) =>
  limitsOutlook([sample(agoMs, reading(over))], NOW)[0]?.state;

describe('how a limit stands', () => {
  it.each<[string, Partial<LimitReading>, string]>([
    ['a tenth used', {}, 'ok'],
    ['just under four fifths', { remaining: 201 }, 'ok'],
    ['four fifths used', { remaining: 200 }, 'nearly'],
    ['all used', { remaining: 0 }, 'used_up'],
    ['beyond', { remaining: null, utilization: 1.2 }, 'used_up'],
    ['a share used, told as such', { limit: null, remaining: null, utilization: 0.85 }, 'nearly'],
    ['rejected', { status: 'rejected' }, 'used_up'],
    ['a warning', { status: 'allowed_warning' }, 'nearly'],
    ['only allowed', { limit: null, remaining: null, status: 'allowed' }, 'ok'],
    ['nothing told', { limit: null, remaining: null }, 'unknown'],
    ['a limit of zero', { limit: 0, remaining: 0 }, 'unknown'],
    ['all used, but it has reset since', { remaining: 0, resetAtMs: NOW }, 'ok'],
    ['rejected, but it has reset since', { status: 'rejected', resetAtMs: NOW - 1 }, 'ok'],
  ])('%s', (_, over, state) => {
    expect(stateOf(over)).toBe(state);
  });

  it('is unknown when not heard of for long, unless it says when it resets', () => {
    expect(stateOf({ remaining: 0, resetAtMs: null }, 15 * MINUTE)).toBe('used_up');
    expect(stateOf({ remaining: 0, resetAtMs: null }, 15 * MINUTE + 1)).toBe('unknown');
    expect(stateOf({ remaining: 0 }, 50 * MINUTE)).toBe('used_up');
  });

  it('tells what is left after a reset', () => {
    expect(limitsOutlook([sample(1000, reading({ remaining: 0, resetAtMs: NOW }))], NOW)).toMatchObject([
      { utilization: 0, remaining: 1000, resetAtMs: null, exhaustAtMs: null },
    ]);
  });

  it('goes by the newest reading, in whatever order they come, and never by one of the future', () => {
    const samples = [
      sample(1000, reading({ remaining: 100 })),
      sample(9000, reading({ remaining: 900 })),
      sample(-5000, reading({ remaining: 0 })),
    ];
    expect(limitsOutlook(samples, NOW)).toMatchObject([{ remaining: 100, readMs: NOW - 1000 }]);
  });

  it('tells limits apart, the fullest first', () => {
    const all = [
      reading({ name: 'requests', remaining: 500 }),
      reading({ name: 'tokens', remaining: 0 }),
      reading({ name: 'input_tokens', remaining: 150 }),
      reading({ name: 'odd', limit: null, remaining: null }),
    ];
    expect(limitsOutlook([sample(0, ...all)], NOW).map(({ name }) => name)).toEqual([
      'tokens',
      'input_tokens',
      'requests',
      'odd',
    ]);
    expect(limitsOutlook([], NOW)).toEqual([]);
  });
});

describe('when it will be used up', () => {
  /** One reading a minute, the last one now. */
  const pace = (remaining: number[], over: Partial<LimitReading> = {}) =>
    limitsOutlook(
      remaining.map((left, i) => sample((remaining.length - 1 - i) * MINUTE, reading({ remaining: left, ...over }))),
      NOW,
    )[0];

  it('follows the pace', () => {
    const outlook = pace([700, 650, 600, 550, 500]);
    expect(outlook?.exhaustAtMs).toBe(NOW + 10 * MINUTE);
    expect(outlook?.state).toBe('nearly');
  });

  it('is never when it resets before', () => {
    expect(pace([700, 650, 600, 550, 500], { resetAtMs: NOW + 10 * MINUTE })).toMatchObject({
      exhaustAtMs: null,
      state: 'ok',
    });
    expect(pace([700, 650, 600, 550, 500], { resetAtMs: NOW + 10 * MINUTE + 1 })?.exhaustAtMs).not.toBeNull();
  });

  it('counts from the last refill on', () => {
    expect(pace([300, 200, 100, 990, 980, 970])?.exhaustAtMs).toBeNull();
    expect(pace([900, 700, 500, 990, 890, 790], { resetAtMs: null })?.exhaustAtMs).toBe(NOW + 7.9 * MINUTE);
  });

  it.each([
    ['too few readings', [600, 500]],
    ['nothing used', [500, 500, 500, 500]],
    ['it fills up', [500, 510, 520, 530]],
    ['farther off than a day', [999, 998.999, 998.998]],
  ])('is not known: %s', (_, remaining) => {
    expect(pace(remaining, { resetAtMs: null })?.exhaustAtMs).toBeNull();
  });

  it('is not told from readings within half a minute', () => {
    const samples = [0, 1, 2].map((i) => sample(i * 10_000, reading({ remaining: 500 + 100 * i })));
    expect(limitsOutlook(samples, NOW)[0]?.exhaustAtMs).toBeNull();
  });

  it('says nothing more once it is used up', () => {
    expect(pace([300, 200, 100, 0])).toMatchObject({ state: 'used_up', exhaustAtMs: null });
  });

  it('lies ahead and before the reset, whatever the readings', () => {
    const readings = fc.array(fc.tuple(fc.nat(20 * MINUTE), fc.nat(1000)), { maxLength: 20 });
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 30 * MINUTE }), (told, inMs) => {
        const resetAtMs = NOW + inMs;
        const samples = told.map(([agoMs, remaining]) => sample(agoMs, reading({ remaining, resetAtMs })));
        for (const { exhaustAtMs, utilization } of limitsOutlook(samples, NOW)) {
          expect(utilization).toBeGreaterThanOrEqual(0);
          if (exhaustAtMs === null) continue;
          expect(exhaustAtMs).toBeGreaterThanOrEqual(NOW);
          expect(exhaustAtMs).toBeLessThanOrEqual(resetAtMs);
        }
      }),
    );
  });
});
