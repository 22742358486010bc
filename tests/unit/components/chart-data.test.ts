import { describe, expect, it } from 'vitest';
import { chartCsv, chartSummary } from '../../../components/charts/chart-data.ts';
import type { ChartSeries } from '../../../components/charts/chart-types.ts';
import { toRows } from '../../../components/charts/rows.ts';

const SERIES: ChartSeries[] = [
  { key: 'a', label: '=cmd()', color: 'red', kind: 'area' },
  { key: 'b', label: 'p95, all', color: 'blue', kind: 'line' },
];
const FROM_MS = Date.UTC(2026, 10, 24, 14);
const ROWS = toRows({ fromMs: FROM_MS, toMs: FROM_MS + 120_000, stepMs: 60_000 }, { a: [0.125, 3], b: [null, 1] });

describe('chartCsv', () => {
  it('has one row a bucket, in UTC and full precision, with labels made harmless', () => {
    expect(chartCsv(ROWS, SERIES)).toBe(
      [
        `from_utc,to_utc,'=cmd(),"p95, all"`,
        '2026-11-24T14:00:00.000Z,2026-11-24T14:01:00.000Z,0.125,',
        '2026-11-24T14:01:00.000Z,2026-11-24T14:02:00.000Z,3,1',
        '',
      ].join('\r\n'),
    );
  });
});

describe('chartSummary', () => {
  const text = (series: ChartSeries[]) =>
    chartSummary(ROWS, series, String, (ms) => new Date(ms).toISOString().slice(11, 16));

  it('says the peak with its time, and the last value', () => {
    expect(text(SERIES)).toBe('=cmd(): highest 3 at 14:01, last 3. p95, all: highest 1 at 14:01, last 1.');
  });

  it('says when there is no data, and leaves out what only compares', () => {
    expect(text([{ key: 'none', label: 'x', color: '', kind: 'line' }])).toBe('x: no data.');
    expect(text([{ key: 'a', label: 'x', color: '', kind: 'line', faint: true }])).toBe('.');
  });
});
