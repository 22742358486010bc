import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  budgetAllows,
  budgetLeft,
  countCall,
  countRetry,
  envoyAllows,
  newRetryBudget,
} from '../../../lib/scheduler/retry-budget.ts';
import { add, emptyCount, recent } from '../../../lib/scheduler/sliding-count.ts';

const WINDOW = 60_000;
const settings = { enabled: true, share: 0.2, floor: 10, windowMs: WINDOW };

describe('a sliding count', () => {
  it('counts what is within the window', () => {
    let count = emptyCount(0);
    for (let at = 0; at < WINDOW; at += 1000) count = add(count, WINDOW, at);
    expect(recent(count, WINDOW, WINDOW - 1)).toBe(60);
  });

  it('lets the window before fade, and forgets what is older', () => {
    const count = add(emptyCount(0), WINDOW, 10, 100);
    expect(recent(count, WINDOW, WINDOW)).toBe(100);
    expect(recent(count, WINDOW, WINDOW * 1.25)).toBe(75);
    expect(recent(count, WINDOW, WINDOW * 2)).toBe(0);
    expect(recent(count, WINDOW, WINDOW * 50)).toBe(0);
  });

  it('does no harm when the clock goes back', () => {
    const count = add(emptyCount(1_000_000), WINDOW, 1_000_000, 5);
    expect(recent(count, WINDOW, 0)).toBe(5);
    expect(recent(add(count, WINDOW, 0), WINDOW, 0)).toBe(6);
  });

  it('never says less than nothing or more than all, and is near the truth for a steady rate', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 60 }), (gaps) => {
        let count = emptyCount(0);
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          count = add(count, WINDOW, now);
        }
        const seen = recent(count, WINDOW, now);
        expect(seen).toBeGreaterThanOrEqual(0);
        expect(seen).toBeLessThanOrEqual(gaps.length);
      }),
    );
    let steady = emptyCount(0);
    for (let at = 0; at <= 600_000; at += 100) {
      steady = add(steady, WINDOW, at);
      if (at > WINDOW) expect(Math.abs(recent(steady, WINDOW, at) - 600)).toBeLessThan(3);
    }
  });
});

describe('a retry budget', () => {
  const used = (calls: number, retries: number, at = 0) => {
    let budget = newRetryBudget(0);
    for (let i = 0; i < calls; i++) budget = countCall(budget, settings, at);
    for (let i = 0; i < retries; i++) budget = countRetry(budget, settings, at);
    return budget;
  };

  it('lets the floor through however few the calls', () => {
    expect(budgetAllows(used(0, 9), settings, 0)).toBe(true);
    expect(budgetAllows(used(0, 10), settings, 0)).toBe(false);
    expect(budgetAllows(used(49, 10), settings, 0)).toBe(false);
  });

  it('lets a share of many calls through', () => {
    expect(budgetAllows(used(100, 19), settings, 0)).toBe(true);
    expect(budgetAllows(used(100, 20), settings, 0)).toBe(false);
    expect(budgetLeft(used(1000, 50), settings, 0)).toBe(150);
  });

  it('recovers as the window moves on', () => {
    const spent = used(0, 10);
    expect(budgetAllows(spent, settings, WINDOW * 1.05)).toBe(false);
    expect(budgetAllows(spent, settings, WINDOW * 1.11)).toBe(true);
    expect(budgetLeft(spent, settings, WINDOW * 3)).toBe(10);
  });

  it('can be off, or forbid all', () => {
    expect(budgetLeft(used(0, 1000), { ...settings, enabled: false }, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(budgetAllows(used(100, 0), { ...settings, share: 0, floor: 0 }, 0)).toBe(false);
  });

  it('holds the load of an outage to calls times one and the share, whatever the retries wanted', () => {
    let budget = newRetryBudget(0);
    let retries = 0;
    for (let now = 0; now < 600_000; now += 20) {
      budget = countCall(budget, settings, now);
      for (let wanted = 0; wanted < 4; wanted++)
        if (budgetAllows(budget, settings, now)) {
          budget = countRetry(budget, settings, now);
          retries++;
        }
    }
    const calls = 600_000 / 20;
    expect(retries / calls).toBeLessThanOrEqual(0.205);
    expect(retries / calls).toBeGreaterThan(0.18);
  });

  it("Envoy's form counts what is under way", () => {
    expect(envoyAllows(0, 2)).toBe(true);
    expect(envoyAllows(0, 3)).toBe(false);
    expect(envoyAllows(100, 19)).toBe(true);
    expect(envoyAllows(100, 20)).toBe(false);
  });
});
