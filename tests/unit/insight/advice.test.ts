import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advice } from '../../../lib/insight/advice.ts';
import type { AdviceId, AdviceInput, AppLoad, RepeatedPrefix, RetryTiming } from '../../../lib/insight/advice-input.ts';

const DAY = 86_400_000;
const EMPTY: AdviceInput = {
  rangeMs: DAY,
  inFlight: [],
  longAnswers: { notStreamed: { attempts: 0, failed: 0 }, streamed: { attempts: 0, failed: 0 }, longestMs: null },
  prefixes: [],
  apps: [],
  stacked: { gatewayRetried: 0, clientRetried: 0, both: 0, attemptsOfBoth: 0 },
  timings: [],
  rateLimited: { calls: 0, curable: 0, medianWaitMs: null },
};
const given = (over: Partial<AdviceInput>) => advice({ ...EMPTY, ...over });
const ids = (over: Partial<AdviceInput>): AdviceId[] => given(over).map(({ id }) => id);

const group = (inFlightMax: number, attempts: number, refused: number) => ({ inFlightMax, attempts, refused });
const answers = (notStreamed: [number, number], streamed: [number, number]): AdviceInput['longAnswers'] => ({
  notStreamed: { attempts: notStreamed[0], failed: notStreamed[1] },
  streamed: { attempts: streamed[0], failed: streamed[1] },
  longestMs: 200_000,
});
const prefix = (over: Partial<RepeatedPrefix> = {}): RepeatedPrefix => ({
  prefixHash: 'abc',
  model: 'claude-opus-4-5',
  app: 'agent',
  attempts: 100,
  prefixBytes: 40_000,
  marked: 0,
  uncachedInputTokens: 1_500_000,
  cacheReadInputTokens: 0,
  ...over,
});
const app = (over: Partial<AppLoad> = {}): AppLoad => ({
  app: 'nightly',
  calls: 5000,
  notStreamed: 5000,
  inBusiestTenth: 4500,
  refused: 400,
  ...over,
});
const timing = (over: Partial<RetryTiming> = {}): RetryTiming => ({
  client: 'curl',
  app: null,
  retries: 80,
  medianGapMs: 40,
  laterGapMs: 60,
  ...over,
});

describe('advice', () => {
  it('has none without evidence', () => {
    expect(given({})).toEqual([]);
  });

  it.each<[string, Partial<AdviceInput>, boolean]>([
    [
      'refused far more with many in flight',
      { inFlight: [group(4, 900, 5), group(8, 500, 4), group(16, 300, 60)] },
      true,
    ],
    ['the same at any number', { inFlight: [group(4, 900, 50), group(8, 500, 28), group(16, 300, 17)] }, false],
    ['less with many in flight', { inFlight: [group(4, 900, 90), group(8, 500, 4)] }, false],
    ['a difference that may be chance', { inFlight: [group(4, 100, 2), group(8, 60, 5)] }, false],
    ['a limit that most would wait for', { inFlight: [group(2, 500, 2), group(4, 900, 90)] }, false],
    ['refusals too rare to matter', { inFlight: [group(4, 9000, 5), group(8, 5000, 100)] }, false],
    ['one group only', { inFlight: [group(4, 900, 500)] }, false],
    ['too little below', { inFlight: [group(1, 30, 0), group(8, 500, 300)] }, false],
  ])('limit concurrency: %s', (_, over, expected) => {
    expect(ids(over)).toEqual(expected ? ['limit_concurrency'] : []);
  });

  it('names the limit where the difference is clearest', () => {
    const [item] = given({ inFlight: [group(4, 900, 5), group(8, 500, 4), group(16, 300, 60), group(32, 300, 70)] });
    expect(item?.evidence).toMatchObject({ limit: 8, attemptsAbove: 600 });
    expect(item?.title).toBe('Keep no more than 8 calls in flight');
  });

  it.each<[string, AdviceInput['longAnswers'], boolean]>([
    ['fails more than streaming', answers([200, 40], [400, 10]), true],
    ['fails, and nothing streams', answers([200, 40], [0, 0]), true],
    ['fails as streaming does', answers([200, 40], [400, 78]), false],
    ['hardly fails', answers([200, 4], [400, 0]), false],
    ['hardly happens', answers([19, 10], [400, 0]), false],
  ])('stream long answers: %s', (_, longAnswers, expected) => {
    expect(ids({ longAnswers })).toEqual(expected ? ['stream_long_answers'] : []);
  });

  it.each<[string, Partial<RepeatedPrefix>, boolean]>([
    ['large, repeated, unmarked', {}, true],
    ['marked', { marked: 10 }, false],
    ['read from the cache without a mark', { cacheReadInputTokens: 500_000 }, false],
    ['small', { prefixBytes: 4095 }, false],
    ['rare', { attempts: 19 }, false],
  ])('cache prefixes: %s', (_, over, expected) => {
    expect(ids({ prefixes: [prefix(over)] })).toEqual(expected ? ['cache_prefixes'] : []);
  });

  it('never promises to save more tokens than were sent', () => {
    const [item] = given({
      prefixes: [prefix({ uncachedInputTokens: 1000 }), prefix({ prefixHash: 'b', attempts: 50 })],
    });
    expect(item?.evidence).toMatchObject({
      prefixes: 2,
      attempts: 150,
      savedTokens: 1000 + 49 * 10_000,
      prefixHash: 'abc',
    });
  });

  it.each<[string, Partial<AppLoad>, number, boolean]>([
    ['bursts of calls that are refused', {}, DAY, true],
    ['spread over the day', { inBusiestTenth: 1500 }, DAY, false],
    ['streams: somebody watches', { notStreamed: 4700 }, DAY, false],
    ['few', { calls: 499, notStreamed: 499, inBusiestTenth: 499 }, DAY, false],
    ['nothing refused', { refused: 49 }, DAY, false],
    ['less than a day seen', {}, DAY - 1, false],
  ])('use batches: %s', (_, over, rangeMs, expected) => {
    expect(ids({ apps: [app(over)], rangeMs })).toEqual(expected ? ['use_batches'] : []);
  });

  it.each<[string, Partial<AdviceInput['stacked']>, boolean]>([
    ['both retried', { both: 40, attemptsOfBoth: 340 }, true],
    ['nine calls', { both: 9, attemptsOfBoth: 80 }, false],
    ['few of many', { both: 40, gatewayRetried: 1000 }, false],
  ])('stacked retries: %s', (_, over, expected) => {
    const stacked = { gatewayRetried: 200, clientRetried: 60, both: 0, attemptsOfBoth: 0, ...over };
    expect(ids({ stacked })).toEqual(expected ? ['stacked_retries'] : []);
  });

  it.each<[string, Partial<RetryTiming>, boolean]>([
    ['at once, again and again', {}, true],
    ['at once, and only once', { laterGapMs: null }, true],
    ['it backs off later', { laterGapMs: 4000 }, false],
    ['half a second', { medianGapMs: 500 }, false],
    ['few', { retries: 19 }, false],
  ])('back off: %s', (_, over, expected) => {
    expect(ids({ timings: [timing(over)] })).toEqual(expected ? ['back_off'] : []);
  });

  it.each<[string, AdviceInput['rateLimited'], boolean]>([
    ['a short wait cures most', { calls: 50, curable: 45, medianWaitMs: 12_000 }, true],
    ['a tenth', { calls: 50, curable: 5, medianWaitMs: null }, true],
    ['four', { calls: 4, curable: 4, medianWaitMs: 12_000 }, false],
    ['few of many', { calls: 100, curable: 9, medianWaitMs: 12_000 }, false],
  ])('wait for the limit: %s', (_, rateLimited, expected) => {
    expect(ids({ rateLimited })).toEqual(expected ? ['wait_for_limit'] : []);
  });

  it('puts first what touches most', () => {
    const over = {
      timings: [timing({ retries: 500 }), timing({ retries: 30, client: 'other' })],
      rateLimited: { calls: 50, curable: 45, medianWaitMs: 12_000 },
      prefixes: [prefix({ attempts: 5000 })],
    };
    expect(ids(over)).toEqual(['cache_prefixes', 'back_off', 'wait_for_limit']);
    expect(given(over)[1]?.evidence).toMatchObject({ client: 'curl', retries: 530, clients: 2 });
    expect(given(over)[2]?.text).toContain('45 of 50 calls');
    expect(given(over)[2]?.text).toContain('12 s');
  });

  it('keeps words from outside out of its text', () => {
    const hostile = '<script>alert(1)</script>';
    const items = given({
      prefixes: [prefix({ app: hostile, model: hostile })],
      apps: [app({ app: hostile })],
      timings: [timing({ client: hostile, app: hostile })],
    });
    expect(items).toHaveLength(3);
    for (const { title, text } of items) expect(title + text).not.toContain('script');
  });

  it('gives finite numbers for any counts', () => {
    const count = fc.nat(1000);
    const groups = fc.array(fc.tuple(count, count), { maxLength: 6 });
    fc.assert(
      fc.property(groups, count, count, count, (pairs, a, b, c) => {
        const items = given({
          inFlight: pairs.map(([attempts, refused], i) => group(i + 1, attempts, Math.min(attempts, refused))),
          longAnswers: answers([a, Math.min(a, b)], [c, Math.min(c, b)]),
          stacked: { gatewayRetried: a, clientRetried: b, both: c, attemptsOfBoth: a + b },
          rateLimited: { calls: a, curable: Math.min(a, c), medianWaitMs: b },
        });
        for (const { text, weight } of items) {
          expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
          expect(Number.isFinite(weight)).toBe(true);
        }
      }),
    );
  });
});
