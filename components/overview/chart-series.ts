import type { FilterField } from '../../lib/api/filters.ts';
import type { SeriesAnswer } from '../../lib/api/shapes.ts';
import { isOutcome, type Outcome } from '../../lib/outcome/vocabulary.ts';
import type { ChartSeries, TimeRow } from '../charts/chart-types.ts';
import { alignBefore, type BucketGrid, shares, toRows } from '../charts/rows.ts';
import { valueLabel } from '../filters/fields.ts';
import { OUTCOME_STYLES, outcomeColor, STACK_ORDER } from '../outcome/outcome-style.ts';

export type Scale = 'share' | 'count';

export interface ChartData {
  grid: BucketGrid;
  rows: TimeRow[];
  series: ChartSeries[];
}

/** What the main chart always shows, and what it adds when it happened. */
const ALWAYS: readonly Outcome[] = ['overloaded', 'rate_limited'];
const WHEN_PRESENT: readonly Outcome[] = ['spend_limited'];
const MAIN_LABELS: Partial<Record<Outcome, string>> = {
  overloaded: '529 overloaded',
  rate_limited: '429 rate limited',
};

export function gridOf({ from, to, stepMs }: SeriesAnswer): BucketGrid {
  return { fromMs: from, toMs: to, stepMs };
}

function countsOf(answer: SeriesAnswer, key: string): number[] {
  return answer.groups.find((group) => group.key === key && !group.other)?.counts ?? answer.totals.map(() => 0);
}

function scaled(answer: SeriesAnswer, key: string, scale: Scale): (number | null)[] {
  const counts = countsOf(answer, key);
  // An area has no gaps: where there were no calls it lies on the ground, and the crosshair says so.
  return scale === 'count' ? counts : shares(counts, answer.base).map((share) => share ?? 0);
}

/** 529 and 429 over time, as shares or counts, with those of the period before where asked for. */
export function errorChart(answer: SeriesAnswer, before: SeriesAnswer | null, scale: Scale): ChartData {
  const grid = gridOf(answer);
  const present = WHEN_PRESENT.filter((outcome) => countsOf(answer, outcome).some((count) => count > 0));
  const outcomes = [...ALWAYS, ...present];
  const columns: Record<string, readonly (number | null)[]> = { total: answer.base };
  const series: ChartSeries[] = [];
  for (const outcome of outcomes) {
    const { label, pattern } = OUTCOME_STYLES[outcome];
    columns[outcome] = scaled(answer, outcome, scale);
    series.push({
      key: outcome,
      label: MAIN_LABELS[outcome] ?? label,
      color: outcomeColor(outcome),
      kind: 'area',
      pattern,
      dash: outcome === 'overloaded' ? undefined : '5 3',
    });
  }
  if (before)
    for (const outcome of ALWAYS) {
      const key = `before_${outcome}`;
      const shiftMs = answer.from - before.from;
      columns[key] = alignBefore(grid, gridOf(before), scaled(before, outcome, scale), shiftMs);
      series.push({
        key,
        label: `${outcome === 'overloaded' ? '529' : '429'} before`,
        color: outcomeColor(outcome),
        kind: 'line',
        dash: outcome === 'overloaded' ? '1.5 3' : '1.5 5',
        faint: true,
        curve: 'step',
      });
    }
  return { grid, rows: toRows(grid, columns), series };
}

/** Colours for groups that have none of their own; patterns and dashes tell them apart as well. */
const GROUP_COLORS = [
  'var(--weir-accent)',
  'var(--outcome-client-error)',
  'var(--outcome-timeout)',
  'var(--outcome-spend-limited)',
  'var(--outcome-network-error)',
  'var(--outcome-rate-limited)',
  'var(--outcome-server-error)',
  'var(--outcome-cancelled)',
] as const;
const GROUP_PATTERNS = ['solid', 'rising', 'dots', 'falling', 'level', 'grid'] as const;

/** Everything that happened, stacked: by outcome in a fixed order, by any other dimension the largest first. */
export function stackChart(answer: SeriesAnswer, by: FilterField): ChartData {
  const grid = gridOf(answer);
  const columns: Record<string, readonly number[]> = { total: answer.totals };
  const present = answer.groups.filter(({ counts }) => counts.some((count) => count > 0));
  const order = by === 'outcome' ? STACK_ORDER.map((outcome) => present.find(({ key }) => key === outcome)) : present;
  const series = order.flatMap((group, index): ChartSeries[] => {
    if (!group) return [];
    const key = group.other ? 'rest' : `group_${group.key}`;
    columns[key] = group.counts;
    const look =
      by === 'outcome' && isOutcome(group.key)
        ? { color: outcomeColor(group.key), pattern: OUTCOME_STYLES[group.key].pattern }
        : {
            color: GROUP_COLORS[index % GROUP_COLORS.length] ?? GROUP_COLORS[0],
            pattern: GROUP_PATTERNS[index % GROUP_PATTERNS.length],
          };
    const label = group.other ? 'all others' : valueLabel(by, group.key);
    const fillOpacity = group.key === 'ok' && by === 'outcome' ? 0.38 : undefined;
    return [{ key, label, kind: 'area', stack: 'all', fillOpacity, ...look }];
  });
  return { grid, rows: toRows(grid, columns), series };
}

const PERCENTILE_LINES = [
  { key: 'p50', label: 'p50', color: 'var(--weir-accent)' },
  { key: 'p95', label: 'p95', color: 'var(--outcome-timeout)', dash: '7 2' },
  { key: 'p99', label: 'p99', color: 'var(--outcome-spend-limited)', dash: '2 2', faint: true },
] as const;

/** Percentiles over time, of whole durations or of the time to the first token. */
export function percentileChart(answer: SeriesAnswer, of: 'latency' | 'ttft'): ChartData {
  const grid = gridOf(answer);
  const { p50 = [], p95 = [], p99 = [] } = answer[of] ?? {};
  const series = PERCENTILE_LINES.map((line): ChartSeries => ({ kind: 'line', ...line }));
  return { grid, rows: toRows(grid, { p50, p95, p99 }), series };
}
