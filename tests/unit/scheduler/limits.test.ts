import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countRequest,
  DEFAULT_THROTTLE,
  newThrottle,
  refusalChance,
} from '../../../lib/scheduler/adaptive-throttle.ts';
import { nextLimit } from '../../../lib/scheduler/aimd.ts';
import {
  AWS_QUOTA,
  countOutcome,
  GRPC_THROTTLING,
  payForRetry,
  refundSuccess,
  throttlingAllows,
} from '../../../lib/scheduler/token-bucket.ts';

const wide = { minLimit: 1, maxLimit: 1000 };

describe('the adaptive limit', () => {
  it('falls by a tenth on an overload', () => expect(nextLimit(50, 50, true, wide)).toBe(45));

  it('grows by one while at least half of it is in use', () => {
    expect(nextLimit(50, 25, false, wide)).toBe(51);
    expect(nextLimit(50, 24, false, wide)).toBe(50);
  });

  it('stays within its bounds, whatever happens', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 300 }), (moves, min, max) => {
        let limit = 20;
        for (const [inFlight, overloaded] of moves) {
          limit = nextLimit(limit, inFlight, overloaded, { minLimit: min, maxLimit: max });
          expect(limit).toBeGreaterThanOrEqual(min);
          expect(limit).toBeLessThanOrEqual(max);
        }
      }),
    );
  });

  it('finds the capacity of a server from either side', () => {
    for (const start of [2, 400]) {
      let limit = start;
      for (let i = 0; i < 5000; i++) limit = nextLimit(limit, Math.floor(limit), Math.floor(limit) > 100, wide);
      expect(limit).toBeGreaterThan(85);
      expect(limit).toBeLessThan(105);
    }
  });
});

describe("Google's client-side throttling", () => {
  const outcomeOf = (accepted: number, refused: number) => {
    let throttle = newThrottle(0);
    for (let i = 0; i < accepted + refused; i++) throttle = countRequest(throttle, i < accepted, DEFAULT_THROTTLE, 0);
    return refusalChance(throttle, DEFAULT_THROTTLE, 0);
  };

  it('refuses nothing while the server accepts at least half', () => {
    expect(outcomeOf(0, 0)).toBe(0);
    expect(outcomeOf(100, 100)).toBe(0);
  });

  it('follows (requests - K accepts) / (requests + 1)', () => {
    expect(outcomeOf(0, 99)).toBeCloseTo(0.99, 12);
    expect(outcomeOf(25, 75)).toBeCloseTo(50 / 101, 12);
  });

  it('forgets after two minutes', () => {
    let throttle = newThrottle(0);
    for (let i = 0; i < 100; i++) throttle = countRequest(throttle, false, DEFAULT_THROTTLE, 0);
    expect(refusalChance(throttle, DEFAULT_THROTTLE, 240_000)).toBe(0);
  });
});

describe("the AWS SDKs' quota", () => {
  it('charges retries and gives back what the one that succeeded had cost', () => {
    expect(payForRetry(500, false)).toEqual({ tokens: 486, paid: 14 });
    expect(payForRetry(500, true)).toEqual({ tokens: 495, paid: 5 });
    expect(refundSuccess(472, 14)).toBe(486);
    expect(refundSuccess(472, 0)).toBe(473);
  });

  it('refuses when too little is left, and never overflows', () => {
    expect(payForRetry(14, false)).toEqual({ tokens: 0, paid: 14 });
    expect(payForRetry(13, false)).toBeNull();
    expect(payForRetry(13, true)).toEqual({ tokens: 8, paid: 5 });
    expect(refundSuccess(AWS_QUOTA.capacity, 14)).toBe(500);
  });
});

describe("gRPC's retry throttling", () => {
  it('stops at half of ten tokens, and a success fills a tenth', () => {
    let tokens = GRPC_THROTTLING.maxTokens;
    for (let failures = 0; failures < 4; failures++) tokens = countOutcome(tokens, true);
    expect([tokens, throttlingAllows(tokens)]).toEqual([6, true]);
    tokens = countOutcome(tokens, true);
    expect([tokens, throttlingAllows(tokens)]).toEqual([5, false]);
    tokens = countOutcome(tokens, false);
    expect([tokens, throttlingAllows(tokens)]).toEqual([5.1, true]);
  });

  it('stays between nothing and full', () => {
    expect(countOutcome(0.5, true)).toBe(0);
    expect(countOutcome(9.95, false)).toBe(10);
  });
});
