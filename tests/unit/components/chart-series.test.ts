import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../../components/charts/rows.ts';
import { errorChart, percentileChart, stackChart } from '../../../components/overview/chart-series.ts';
import type { SeriesAnswer } from '../../../lib/api/shapes.ts';

function answer(more: Partial<SeriesAnswer> = {}): SeriesAnswer {
  return {
    from: 0,
    to: 120_000,
    stepMs: 60_000,
    unit: 'attempts',
    by: 'outcome',
    groups: [
      { key: 'ok', counts: [8, 0] },
      { key: 'overloaded', counts: [2, 0] },
    ],
    totals: [10, 0],
    base: [10, 0],
    ...more,
  };
}

const column = (chart: { rows: Parameters<typeof bucketsOf>[0] }, key: string) =>
  bucketsOf(chart.rows).map(({ values }) => values[key]);

describe('errorChart', () => {
  it('always shows 529 and 429, also when there are none', () => {
    const chart = errorChart(answer({ groups: [] }), null, 'count');
    expect(chart.series.map(({ label }) => label)).toEqual(['529 overloaded', '429 rate limited']);
    expect(column(chart, 'overloaded')).toEqual([0, 0]);
  });

  it('takes shares of everything, also of what a filter on outcomes leaves out', () => {
    const filtered = answer({ groups: [{ key: 'overloaded', counts: [2, 0] }], totals: [2, 0] });
    expect(column(errorChart(filtered, null, 'share'), 'overloaded')).toEqual([0.2, 0]);
    expect(column(errorChart(filtered, null, 'count'), 'overloaded')).toEqual([2, 0]);
    expect(column(errorChart(filtered, null, 'share'), 'total')).toEqual([10, 0]);
  });

  it('adds money limits only when they were met', () => {
    const met = answer({ groups: [{ key: 'spend_limited', counts: [0, 1] }] });
    expect(errorChart(met, null, 'count').series.map(({ key }) => key)).toContain('spend_limited');
    expect(errorChart(answer(), null, 'count').series.map(({ key }) => key)).not.toContain('spend_limited');
  });

  it('lays the period before over this one', () => {
    const before = answer({ from: -120_000, to: 0, groups: [{ key: 'overloaded', counts: [5, 1] }] });
    const chart = errorChart(answer(), before, 'count');
    expect(column(chart, 'before_overloaded')).toEqual([5, 1]);
    expect(chart.series.filter(({ faint }) => faint)).toHaveLength(2);
  });
});

describe('stackChart', () => {
  it('stacks outcomes in one order, whatever the order of the answer, and leaves out what did not happen', () => {
    const groups = [
      { key: 'rate_limited', counts: [0, 0] },
      { key: 'overloaded', counts: [1, 0] },
      { key: 'ok', counts: [9, 0] },
    ];
    expect(stackChart(answer({ groups }), 'outcome').series.map(({ label }) => label)).toEqual(['OK', 'Overloaded']);
  });

  it('names groups as people read them, and the rest as the rest', () => {
    const groups = [
      { key: '', counts: [5, 0] },
      { key: 'other', counts: [3, 0] },
      { key: 'other', other: true as const, counts: [2, 0] },
    ];
    const chart = stackChart(answer({ by: 'app', groups }), 'app');
    expect(chart.series.map(({ label }) => label)).toEqual(['No app named', 'other', 'all others']);
    expect(new Set(chart.series.map(({ key }) => key)).size).toBe(3);
  });

  it('keeps labels that are names of object properties apart', () => {
    const groups = [{ key: '__proto__', counts: [4, 0] }];
    const chart = stackChart(answer({ by: 'model', groups }), 'model');
    expect(column(chart, chart.series[0]?.key ?? '')).toEqual([4, 0]);
  });
});

describe('percentileChart', () => {
  it('has gaps where nothing was measured, and no rows where nothing was told', () => {
    const latency = { p50: [1, null], p95: [2, null], p99: [3, null] };
    expect(column(percentileChart(answer({ latency }), 'latency'), 'p95')).toEqual([2, null]);
    expect(column(percentileChart(answer(), 'ttft'), 'p50')).toEqual([null, null]);
  });
});
