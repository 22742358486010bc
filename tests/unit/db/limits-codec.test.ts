import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLimits, encodeLimits } from '../../../db/sqlite/limits-codec.ts';
import type { LimitReading } from '../../../lib/outcome/attempt.ts';

const NOW = Date.UTC(2026, 2, 2, 12, 34, 56, 789);
// Nothing here can tell -0 from 0.
const number = fc
  .oneof(
    fc.nat(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0.123, 0.5, 1e300),
  )
  .map((value) => value + 0);
const reset = fc.oneof(
  fc.integer({ min: -1e6, max: 1e9 }).map((ms) => NOW + ms),
  fc.integer({ min: 0, max: 4e9 }).map((s) => s * 1000),
  number,
);
const reading: fc.Arbitrary<LimitReading> = fc.record({
  name: fc.string(),
  limit: fc.option(number),
  remaining: fc.option(number),
  utilization: fc.option(number),
  resetAtMs: fc.option(reset),
  status: fc.option(fc.string()),
});

describe('encodeLimits', () => {
  test('what it wrote is read back the same', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 8 }), (limits) => {
        expect(decodeLimits(encodeLimits(limits, NOW), NOW)).toEqual(limits);
      }),
      { numRuns: 1_000 },
    );
  });

  test('ordinary limits share their shape and take few bytes', () => {
    const limits = (remaining: number, resetAtMs: number): LimitReading[] =>
      ['requests', 'tokens', 'input_tokens', 'output_tokens'].map((name) => ({
        name,
        limit: 400_000,
        remaining,
        utilization: null,
        resetAtMs,
        status: null,
      }));
    const one = encodeLimits(limits(399_000, Math.ceil(NOW / 1000) * 1000 + 3_000), NOW);
    const other = encodeLimits(limits(12, Math.ceil(NOW / 1000) * 1000), NOW + 5);
    expect(one.shape).toBe(other.shape);
    expect(one.values.length).toBeLessThanOrEqual(16);
  });
});
