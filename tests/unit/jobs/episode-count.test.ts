import { describe, expect, test } from 'vitest';
import { CountHistory, type EpisodeCount, emptyCount, takeMinutes } from '../../../lib/jobs/episode-count.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 0, 5);
const at = (settledMs: number): EpisodeCount => ({ settledMs, providers: new Map() });

describe('CountHistory', () => {
  test('goes back to the last count that an attempt is not in yet', () => {
    const history = new CountHistory();
    for (let hour = 0; hour < 100; hour += 5) history.note(at(T0 + hour * HOUR));
    expect(history.backTo(T0 + 3 * DAY + HOUR)?.settledMs).toBe(T0 + 75 * HOUR - 25 * HOUR);
    // What came after is forgotten: it holds what has to be counted anew.
    expect(history.backTo(T0 + 99 * HOUR)?.settledMs).toBe(T0 + 50 * HOUR);
    expect(history.backTo(T0 + 1)?.settledMs).toBe(T0);
    expect(history.backTo(T0 - 1)).toBeNull();
  });

  test('keeps one count a day, of the last two weeks', () => {
    const history = new CountHistory();
    for (let day = 0; day < 40; day += 0.25) history.note(at(T0 + day * DAY));
    expect(history.backTo(T0 + 24 * DAY)).toBeNull();
    for (let day = 0; day < 40; day += 0.25) history.note(at(T0 + day * DAY));
    expect(history.backTo(T0 + 25.5 * DAY)?.settledMs).toBe(T0 + 25 * DAY);
  });
});

describe('takeMinutes', () => {
  test('leaves the count it is given as it was', () => {
    const before = emptyCount(T0 + 1);
    const minutes = new Map([['anthropic', { all: [{ minuteMs: T0, calls: 1, failed: 0 }], models: new Map() }]]);
    const after = takeMinutes(before, minutes, T0 + HOUR, 0);
    expect(before).toEqual({ settledMs: T0, providers: new Map() });
    expect([...after.providers.keys()]).toEqual(['anthropic']);
    expect(after.settledMs).toBe(T0 + HOUR);
  });

  test('follows a bounded number of providers', () => {
    const own = { all: [{ minuteMs: T0, calls: 1, failed: 0 }], models: new Map() };
    const minutes = new Map(Array.from({ length: 300 }, (_, i) => [`p${i}`, own]));
    expect(takeMinutes(emptyCount(T0), minutes, T0 + HOUR, 0).providers.size).toBe(40);
  });

  test('never goes back, whatever the clock does', () => {
    const later = takeMinutes(emptyCount(T0), new Map(), T0 + HOUR, 0);
    expect(takeMinutes(later, new Map(), T0, 0).settledMs).toBe(T0 + HOUR);
  });
});
