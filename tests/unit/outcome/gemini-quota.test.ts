import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { geminiWaitMs } from '../../../lib/outcome/gemini-quota.ts';

const retry = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const quota = (...ids: string[]) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: ids.map((quotaId) => ({ quotaId })),
});
const PER_MINUTE = 'GenerateContentInputTokensPerModelPerMinute-FreeTier';
const PER_DAY = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
const HOUR_MS = 3_600_000;

describe('geminiWaitMs', () => {
  const winterMs = Date.parse('2026-11-24T20:30:00Z');

  test.each<[string, unknown, number | null]>([
    ['a delay', [retry('48s')], 48_000],
    ['a fraction', [retry('48.9399s')], 48_940],
    ['a delay beside a quota per minute', [quota(PER_MINUTE), retry('7s')], 7000],
    ['a delay of another kind', [retry('1m')], null],
    ['a delay that is no text', [retry(7)], null],
    ['nothing', [], null],
    ['no list', { retryDelay: '7s' }, null],
    ['undefined', undefined, null],
    // 12:30 in California, in winter eight hours behind.
    ['a daily quota: until midnight in California', [quota(PER_DAY), retry('7s')], 11.5 * HOUR_MS],
    ['a daily quota among others', [retry('7s'), quota(PER_MINUTE, PER_DAY)], 11.5 * HOUR_MS],
    ['the paid daily quota', [quota('GenerateRequestsPerDayPerProjectPerModel')], 11.5 * HOUR_MS],
  ])('%s', (_name, details, expected) => {
    expect(geminiWaitMs(details, winterMs)).toBe(expected);
  });

  it('knows that California keeps summer time', () => {
    expect(geminiWaitMs([quota(PER_DAY)], Date.parse('2026-07-01T20:30:00Z'))).toBe(10.5 * HOUR_MS);
  });

  it('is never longer than a day, never negative, and never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.jsonValue(), (nowMs, junk) => {
        const waitMs = geminiWaitMs([quota(PER_DAY)], nowMs) ?? -1;
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(24 * HOUR_MS);
        geminiWaitMs([junk, { violations: junk }, { violations: [junk] }, { retryDelay: junk }], nowMs);
      }),
    );
  });
});
