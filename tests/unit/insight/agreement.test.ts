import { describe, expect, it } from 'vitest';
import { agreement } from '../../../lib/insight/agreement.ts';
import { CHOICE, CONSOLE, episode, incident } from './incidents.ts';
import { at } from './minutes.ts';
import { seeded } from './traffic.ts';

const DAY = 1440;
const MINUTE = 60_000;
const range = { fromMs: at(0), toMs: at(30 * DAY) };
const NOW = at(30 * DAY);
const of = (episodes: ReturnType<typeof episode>[], incidents: ReturnType<typeof incident>[]) =>
  agreement(episodes, incidents, CHOICE, range, NOW);

/** Starts spread over the month without a pattern. */
const starts = (count: number, seed: number): number[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => Math.floor(random() * 29 * DAY)).sort((a, b) => a - b);
};

describe('agreement', () => {
  it('is far above chance where the page posts 20 minutes after each episode', () => {
    const episodes = starts(12, 1).map((start) => episode(start, start + 60));
    const incidents = starts(12, 1).map((start) => incident(start + 20, start + 100));
    const result = of(episodes, incidents);
    expect(result).toMatchObject({ episodes: 12, confirmed: 12, confirmedShare: 1, incidents: 12, felt: 12 });
    expect(result.leadMs?.median).toBe(20 * MINUTE);
    expect(result.lift).toBeGreaterThan(5);
    expect(result.pValue).toBeLessThanOrEqual(0.01);
  });

  it('is chance where the page posts without any relation', () => {
    const episodes = starts(20, 1).map((start) => episode(start, start + 60));
    const incidents = starts(60, 2).map((start, index) => incident(start, start + 120, { id: `i${index}` }));
    const result = of(episodes, incidents);
    expect(result.chanceShare).toBeGreaterThan(0.2);
    expect(result.lift).toBeGreaterThan(0.4);
    expect(result.lift).toBeLessThan(1.8);
    expect(result.pValue).toBeGreaterThan(0.05);
  });

  it('says who was first, and what was posted when all was over', () => {
    const result = of(
      [episode(1000, 1030), episode(5000, 5060), episode(9000, 9020), episode(20_000, 20_100)],
      [incident(990, 1100), incident(5015, 5100), incident(9060, 9061)],
    );
    expect(result).toMatchObject({ episodes: 4, confirmed: 3, pageFirst: 1, postedAfterEnd: 1, confirmedShare: 0.75 });
    expect(result.leadMs).toEqual({ p25: 2.5 * MINUTE, median: 15 * MINUTE, p75: 37.5 * MINUTE });
  });

  it('counts within the range only, and only incidents that matter', () => {
    const result = of(
      [episode(-500, -400), episode(30 * DAY, null)],
      [incident(-500, -400), incident(100, 200, { components: [CONSOLE] }), incident(300, 400)],
    );
    expect(result).toMatchObject({
      episodes: 0,
      confirmed: 0,
      confirmedShare: null,
      incidents: 1,
      felt: 0,
      leadMs: null,
    });
    expect(result).toMatchObject({ chanceShare: null, lift: null, pValue: null });
  });

  it('has no lift where the page is silent, or nothing could meet by chance', () => {
    expect(of([episode(0, 10)], [])).toMatchObject({ confirmed: 0, confirmedShare: 0, lift: null, pValue: null });
    const narrow = of([episode(1000, 1001)], [incident(1000, 1000.5)]);
    expect(narrow.confirmed).toBe(1);
    expect(narrow.pValue).toBeLessThan(0.1);
  });

  it('gives the same answer twice', () => {
    const episodes = starts(5, 3).map((start) => episode(start, start + 60));
    const incidents = starts(9, 4).map((start) => incident(start, start + 300));
    expect(of(episodes, incidents)).toEqual(of(episodes, incidents));
  });
});
