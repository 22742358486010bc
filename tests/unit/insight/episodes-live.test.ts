import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyDetector, episodesAt, fold } from '../../../lib/insight/episodes.ts';
import { follow, startFollowing } from '../../../lib/insight/episodes-live.ts';
import { MINUTE_MS, type MinuteBin } from '../../../lib/insight/minute-bin.ts';
import { at, episodesOf, series, T0 } from './minutes.ts';
import { generate, seeded } from './traffic.ts';

/** Any series: calm and bad stretches, gaps, jumps of volume. */
const anySeries = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 1, max: 90 }),
      gap: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }) },
      ),
      calls: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 100, max: 9000 })),
      share: fc.oneof(fc.constant(0), fc.constant(0.003), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((stretches) => {
    let minute = 0;
    return stretches.flatMap(({ minutes, gap, calls, share }): MinuteBin[] => {
      minute += gap;
      return Array.from({ length: minutes }, (_, i) => ({
        minuteMs: at(minute++),
        calls,
        failed: Math.floor(calls * share * (0.5 + (i % 3) / 4)),
      }));
    });
  });

describe('live is the same as recounted', { timeout: 60_000 }, () => {
  it('however the minutes are cut into groups, and through JSON', () => {
    fc.assert(
      fc.property(anySeries, fc.array(fc.nat(400), { maxLength: 6 }), (bins, cuts) => {
        const whole = fold(emptyDetector(), bins);
        let pieces = emptyDetector();
        let done = 0;
        for (const cut of [...cuts.filter((each) => each < bins.length).sort((a, b) => a - b), bins.length]) {
          pieces = JSON.parse(JSON.stringify(fold(pieces, bins.slice(done, cut))));
          done = cut;
        }
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('minute by minute, with every state in between that of a recount', () => {
    fc.assert(
      fc.property(anySeries, (bins) => {
        let state = emptyDetector();
        bins.forEach((bin, index) => {
          const before = JSON.stringify(state);
          const next = fold(state, [bin]);
          expect(JSON.stringify(state)).toBe(before);
          state = next;
          if (index % 37 === 0) expect(state).toEqual(fold(emptyDetector(), bins.slice(0, index + 1)));
        });
        expect(state).toEqual(fold(emptyDetector(), bins));
      }),
      { numRuns: 20 },
    );
  });

  it('for any series: episodes are in order, apart, within the record, and hold what they say', () => {
    fc.assert(
      fc.property(anySeries, (bins) => {
        const episodes = episodesOf(bins);
        episodes.forEach((episode, index) => {
          const endMs = episode.endMs ?? Number.POSITIVE_INFINITY;
          const inside = bins.filter(({ minuteMs }) => minuteMs >= episode.startMs && minuteMs < endMs);
          expect(endMs).toBeGreaterThan(episode.startMs);
          expect(episode.calls).toBe(inside.reduce((sum, { calls }) => sum + calls, 0));
          expect(episode.failed).toBe(inside.reduce((sum, { failed }) => sum + failed, 0));
          expect(episode.failed).toBeGreaterThan(episode.expected);
          expect(episode.confidence).toBeGreaterThanOrEqual(0);
          expect(episode.confidence).toBeLessThanOrEqual(1);
          expect(inside).toContainEqual(episode.peak);
          expect(episode.endMs === null).toBe(episode.endedBy === null);
          const next = episodes[index + 1];
          if (next) expect(next.startMs).toBeGreaterThanOrEqual(endMs);
          if (next) expect(episode.endMs).not.toBeNull();
        });
      }),
      { numRuns: 100 },
    );
  });

  it('forgets: a record that begins weeks later tells the same of the last days', () => {
    const bad = [31, 34, 37].map((day, index) => ({
      startMs: at(day * 1440 + 500) + 20_000,
      endMs: at(day * 1440 + 540 + 60 * index),
      rate: [0.9, 0.1, 0.4][index] ?? 0,
    }));
    const { bins } = generate(seeded(3), {
      fromMs: T0,
      minutes: 40 * 1440,
      callsPerMinute: 60,
      swing: 0.6,
      backgroundRate: 0.002,
      burstShare: 0.03,
      episodes: bad,
    });
    const bounds = (from: number) => episodesOf(bins.slice(from)).map(({ startMs, endMs }) => ({ startMs, endMs }));
    const whole = bounds(0);
    expect(whole).toHaveLength(3);
    expect(bounds(20 * 1440)).toEqual(whole);
  });
});

describe('follow', { timeout: 60_000 }, () => {
  /** What is on record of `bins` at `nowMs`: of calls that last, successes are known `lateMs` later than failures. */
  const known = (bins: MinuteBin[], nowMs: number, lateMs: number): MinuteBin[] =>
    bins
      .filter(({ minuteMs }) => minuteMs < nowMs)
      .map((bin) => (bin.minuteMs + lateMs > nowMs ? { ...bin, calls: bin.failed } : bin));

  it('ends with the same answer as a recount, although counts come late', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: 14 }), (bins, lateMinutes) => {
        let live = startFollowing(T0);
        const lastMs = (bins.at(-1)?.minuteMs ?? T0) + 30 * MINUTE_MS;
        for (let nowMs = T0 + 7 * MINUTE_MS; nowMs <= lastMs; nowMs += 7 * MINUTE_MS)
          live = follow(live, known(bins, nowMs, lateMinutes * MINUTE_MS), nowMs).live;
        const { now } = follow(live, bins, lastMs + MINUTE_MS);
        expect(episodesAt(now, lastMs)).toEqual(episodesAt(fold(emptyDetector(), bins), lastMs));
      }),
      { numRuns: 20 },
    );
  });

  it('leaves out the minute that has not closed', () => {
    const bins = series({ minutes: 5, calls: 50, failed: 40 });
    const { now, live } = follow(startFollowing(T0), bins, at(2) + 59_999);
    expect(now.recent).toHaveLength(2);
    expect(live.settled.recent).toHaveLength(0);
  });

  it('does not go back when the clock does', () => {
    const bins = series({ minutes: 60, calls: 50, failed: 0 });
    const { live } = follow(startFollowing(T0), bins, at(60));
    expect(follow(live, bins, at(30)).live).toEqual(live);
  });
});
