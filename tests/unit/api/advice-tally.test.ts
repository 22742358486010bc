import { describe, expect, test } from 'vitest';
import { AdviceTally } from '../../../lib/api/advice-tally.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../../support/attempts.ts';

function tallied(attempts: Attempt[], isOutage = false) {
  const tally = new AdviceTally();
  for (const attempt of attempts) tally.add(attempt, isOutage);
  return tally.input();
}
const limited = (over: Partial<Attempt>) => anAttempt({ outcome: 'rate_limited', status: 429, ...over });

describe('AdviceTally', () => {
  test('groups by calls in flight, leaving out outages and what was not told', () => {
    const attempts = [1, 2, 5, 6, 6, 100].map((inFlight) => anAttempt({ inFlight }));
    attempts.push(anOverload({ inFlight: 5 }), limited({ inFlight: 6 }), anAttempt({ inFlight: null }));
    expect(tallied(attempts).inFlight).toEqual([
      { inFlightMax: 1, attempts: 1, refused: 0 },
      { inFlightMax: 2, attempts: 1, refused: 0 },
      { inFlightMax: 6, attempts: 5, refused: 2 },
      { inFlightMax: 141, attempts: 1, refused: 0 },
    ]);
    expect(tallied(attempts, true).inFlight).toEqual([]);
  });

  test('tells long answers by whether they stream', () => {
    const long = { maxTokens: 8192 };
    const { longAnswers } = tallied([
      anAttempt({ ...long, stream: false, durationMs: 90_000 }),
      anAttempt({ ...long, stream: false, outcome: 'timeout', durationMs: 600_000 }),
      anAttempt({ ...long, stream: true, outcome: 'rate_limited' }),
      anAttempt({ ...long, stream: true, outcome: 'truncated' }),
      anAttempt({ maxTokens: 4095, stream: false }),
      anAttempt({ maxTokens: null, stream: false }),
    ]);
    expect(longAnswers).toEqual({
      notStreamed: { attempts: 2, failed: 1 },
      streamed: { attempts: 2, failed: 1 },
      longestMs: 90_000,
    });
  });

  test('adds up repeated prefixes by model', () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 1,
      cacheCreationInputTokens: 0,
      cacheReadInputTokens: 5,
      serviceTier: null,
    };
    const { prefixes } = tallied([
      anAttempt({ usage }),
      anAttempt({ usage: null, cacheControl: true }),
      anAttempt({ usage, model: 'other' }),
      anAttempt({ prefixHash: null }),
    ]);
    expect(prefixes).toMatchObject([
      { model: 'claude-sonnet-5', attempts: 2, marked: 1, uncachedInputTokens: 10, cacheReadInputTokens: 5 },
      { model: 'other', attempts: 1, marked: 0 },
    ]);
  });

  test('finds calls that both retried, and the pauses of clients', () => {
    const retry = (callId: string, n: number, cause: Attempt['cause'], waitedMs = 100) =>
      anAttempt({ callId, n, cause, waitedMs, retryCount: null });
    const input = tallied([
      anOverload({ callId: 'a' }),
      retry('a', 2, 'retry_overloaded'),
      retry('a', 3, 'client_retry', 40),
      retry('a', 4, 'client_retry', 60),
      retry('b', 2, 'client_retry', 20),
      retry('c', 2, 'retry_timeout'),
      retry('d', 2, 'probe'),
    ]);
    expect(input.stacked).toEqual({ gatewayRetried: 2, clientRetried: 2, both: 1, attemptsOfBoth: 4 });
    expect(input.timings).toEqual([
      { client: 'anthropic-typescript', app: 'shop', retries: 3, medianGapMs: 40, laterGapMs: 60 },
    ]);
  });

  test('counts refused calls that a short wait would have cured', () => {
    const reset = (inMs: number, remaining: number) => ({
      name: 'tokens',
      limit: 10,
      remaining,
      utilization: null,
      resetAtMs: Date.UTC(2026, 10, 24, 14) + 1200 + inMs,
      status: null,
    });
    const { rateLimited } = tallied([
      limited({ callId: 'told', retryAfterMs: 2000 }),
      limited({ callId: 'long', retryAfterMs: 61_000 }),
      limited({ callId: 'resets', limits: [reset(9000, 0), reset(500_000, 3)] }),
      limited({ callId: 'silent' }),
      limited({ callId: 'tried-again', final: false, retryAfterMs: 1000 }),
    ]);
    expect(rateLimited).toEqual({ calls: 4, curable: 2, medianWaitMs: 2000 });
  });
});
