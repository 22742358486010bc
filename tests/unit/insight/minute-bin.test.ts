import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BinnedAttempt, binAttempts, isCapacityError, tellsOfCapacity } from '../../../lib/insight/minute-bin.ts';
import { OUTCOMES, type Outcome } from '../../../lib/outcome/vocabulary.ts';
import { at } from './minutes.ts';

const attempt = (startedAtMs: number, outcome: Outcome | null, cause: BinnedAttempt['cause'] = 'first') => ({
  startedAtMs,
  outcome,
  cause,
});

describe('binAttempts', () => {
  it('counts by the minute of the start, and leaves out empty minutes', () => {
    const bins = binAttempts([
      attempt(at(2) + 59_999, 'ok'),
      attempt(at(0), 'overloaded'),
      attempt(at(0) + 1, 'ok'),
      attempt(at(2), 'overloaded'),
    ]);
    expect(bins).toEqual([
      { minuteMs: at(0), calls: 2, failed: 1 },
      { minuteMs: at(2), calls: 2, failed: 1 },
    ]);
  });

  it('counts a call once, however often it was tried again and by whom', () => {
    const retries = ['retry_overloaded', 'retry_rate_limited', 'client_retry', 'probe'] as const;
    const bins = binAttempts([
      attempt(at(0), 'overloaded'),
      ...retries.flatMap((cause) => Array.from({ length: 9 }, (_, i) => attempt(at(0) + i, 'overloaded', cause))),
    ]);
    expect(bins).toEqual([{ minuteMs: at(0), calls: 1, failed: 1 }]);
  });

  it('counts what is under way as not failed', () => {
    expect(binAttempts([attempt(at(0), null), attempt(at(0), 'overloaded')])).toEqual([
      { minuteMs: at(0), calls: 2, failed: 1 },
    ]);
  });

  it.each(OUTCOMES)('knows whether %s tells of capacity', (outcome) => {
    const telling = ['ok', 'overloaded', 'server_error', 'timeout', 'truncated'].includes(outcome);
    expect(tellsOfCapacity(outcome)).toBe(telling);
    expect(isCapacityError(outcome)).toBe(outcome === 'overloaded');
    expect(binAttempts([attempt(at(0), outcome)])).toHaveLength(telling ? 1 : 0);
  });

  it('gives the same for any order', () => {
    const any = fc.array(
      fc.record({
        startedAtMs: fc.integer({ min: at(0), max: at(5) }),
        outcome: fc.constantFrom<Outcome | null>('ok', 'overloaded', 'rate_limited', null),
        cause: fc.constantFrom<BinnedAttempt['cause']>('first', 'client_retry'),
      }),
    );
    fc.assert(
      fc.property(any, (attempts) => {
        expect(binAttempts([...attempts].reverse())).toEqual(binAttempts(attempts));
      }),
    );
  });
});
