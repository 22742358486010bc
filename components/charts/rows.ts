import type { TimeRow, TimeSpan } from './chart-types.ts';

/** Buckets of equal width, as the series API tells them. */
export interface BucketGrid extends TimeSpan {
  stepMs: number;
}

type Column = readonly (number | null)[];

/**
 * Rows for a chart: one per bucket at its middle, and one more at either end so that steps fill the first and last
 * bucket to the edge.
 */
export function toRows(grid: BucketGrid, columns: Readonly<Record<string, Column>>): TimeRow[] {
  const count = Math.max(0, Math.round((grid.toMs - grid.fromMs) / grid.stepMs));
  const rows = Array.from({ length: count }, (_, index): TimeRow => {
    const fromMs = grid.fromMs + index * grid.stepMs;
    return {
      atMs: fromMs + grid.stepMs / 2,
      fromMs,
      toMs: fromMs + grid.stepMs,
      values: Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column[index] ?? null])),
    };
  });
  const first = rows[0];
  const last = rows.at(-1);
  return first && last ? [{ ...first, atMs: first.fromMs }, ...rows, { ...last, atMs: last.toMs }] : [];
}

/** The rows that are buckets, without the two that only reach to the edges. */
export function bucketsOf(rows: readonly TimeRow[]): readonly TimeRow[] {
  return rows.slice(1, -1);
}

/** `part / whole` per bucket; `null` where there was nothing. */
export function shares(parts: readonly number[], totals: readonly number[]): (number | null)[] {
  return totals.map((total, index) => (total > 0 ? (parts[index] ?? 0) / total : null));
}

/** Element by element; lists may differ in length. */
export function sumOf(lists: readonly (readonly number[])[], length: number): number[] {
  return Array.from({ length }, (_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0));
}

/** The values of another period, moved onto the buckets of this one. */
export function alignBefore(grid: BucketGrid, before: BucketGrid, values: Column, shiftMs: number): (number | null)[] {
  const count = Math.max(0, Math.round((grid.toMs - grid.fromMs) / grid.stepMs));
  return Array.from({ length: count }, (_, index) => {
    const atMs = grid.fromMs + index * grid.stepMs + grid.stepMs / 2 - shiftMs;
    return values[Math.floor((atMs - before.fromMs) / before.stepMs)] ?? null;
  });
}

/** Whether a value has none on either side: a line would not show it, a dot must. */
export function isLonely(rows: readonly TimeRow[], index: number, key: string): boolean {
  const has = (at: number) => (rows[at]?.values[key] ?? null) !== null;
  return has(index) && !has(index - 1) && !has(index + 1);
}

/** A span of the pointer, snapped outward to whole buckets; `null` when it is no span. */
export function snapSpan(grid: BucketGrid, aMs: number, bMs: number): TimeSpan | null {
  const [lowMs, highMs] = aMs <= bMs ? [aMs, bMs] : [bMs, aMs];
  const clamp = (ms: number) => Math.min(Math.max(ms, grid.fromMs), grid.toMs);
  const fromMs = grid.fromMs + Math.floor((clamp(lowMs) - grid.fromMs) / grid.stepMs) * grid.stepMs;
  const toMs = grid.fromMs + Math.ceil((clamp(highMs) - grid.fromMs) / grid.stepMs) * grid.stepMs;
  return toMs > fromMs ? { fromMs, toMs } : null;
}
