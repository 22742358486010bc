import { describe, expect, it } from 'vitest';
import { median, quantile, sum } from '../../../bench/statistics.ts';

describe('quantile', () => {
  it('is the value that the share reaches, whatever the order: of few values a slow one counts', () => {
    const values = Array.from({ length: 20 }, (_, i) => 20 - i);
    expect([0, 0.05, 0.5, 0.95, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 2, 11, 20, 20, 20]);
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('sorts numbers as numbers, and leaves what it is given as it is', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });
});

describe('sum', () => {
  it('adds up', () => {
    expect(sum([1, 2, 3.5])).toBe(6.5);
    expect(sum([])).toBe(0);
  });
});
