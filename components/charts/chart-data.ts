import { csvRecord } from '../../lib/export/csv.ts';
import type { ChartSeries, TimeRow } from './chart-types.ts';
import { bucketsOf } from './rows.ts';

/** A chart's numbers as CSV: the bucket's start and end in UTC, then one column a series, in full precision. */
export function chartCsv(rows: readonly TimeRow[], series: readonly ChartSeries[]): string {
  const head = ['from_utc', 'to_utc', ...series.map(({ label }) => label)];
  const body = bucketsOf(rows).map(({ fromMs, toMs, values }) =>
    csvRecord([
      new Date(fromMs).toISOString(),
      new Date(toMs).toISOString(),
      ...series.map(({ key }) => values[key] ?? null),
    ]),
  );
  return csvRecord(head) + body.join('');
}

/** A chart in one sentence, for those who do not see it: the span, and the peak and last value of each series. */
export function chartSummary(
  rows: readonly TimeRow[],
  series: readonly ChartSeries[],
  formatValue: (value: number) => string,
  formatAt: (ms: number) => string,
): string {
  const buckets = bucketsOf(rows);
  const sentences = series
    .filter(({ faint }) => !faint)
    .map(({ key, label }) => {
      let peak: TimeRow | null = null;
      for (const row of buckets) if ((row.values[key] ?? -1) > (peak?.values[key] ?? -1)) peak = row;
      const last = buckets.at(-1)?.values[key] ?? null;
      if (!peak) return `${label}: no data`;
      const highest = `${label}: highest ${formatValue(peak.values[key] ?? 0)} at ${formatAt(peak.fromMs)}`;
      return last === null ? highest : `${highest}, last ${formatValue(last)}`;
    });
  return `${sentences.join('. ')}.`;
}
