import type { OutcomePattern } from '../outcome/outcome-style.ts';

/** One bucket of time with the value of each series; `null`: there is none. */
export interface TimeRow {
  /** Where it is drawn, epoch milliseconds: the middle of the bucket, or an end of the chart. */
  atMs: number;
  fromMs: number;
  toMs: number;
  values: Readonly<Record<string, number | null>>;
}

export function isTimeRow(value: unknown): value is TimeRow {
  return typeof value === 'object' && value !== null && 'atMs' in value && 'values' in value;
}

export interface ChartSeries {
  key: string;
  label: string;
  /** A CSS colour; variables of the theme work. */
  color: string;
  kind: 'area' | 'line';
  /** Unless told, areas are drawn in steps and lines from point to point. */
  curve?: 'step' | 'linear';
  /** Of areas; `solid` unless told. */
  pattern?: OutcomePattern;
  /** An SVG dash array: tells lines apart where colour cannot. */
  dash?: string;
  /** Of solid areas, 0 to 1: paler for what is only the ground of the others. */
  fillOpacity?: number;
  /** Series of one stack stand on each other; they have no outline, which would show where there is nothing. */
  stack?: string;
  /** A thinner, paler line: what is drawn only to compare with. */
  faint?: boolean;
}

/** A stretch of time shaded behind the series, such as a posted incident. */
export interface ChartRegion {
  id: string;
  fromMs: number;
  /** `null`: it goes on. */
  toMs: number | null;
  label: string;
  tone: 'maintenance' | 'minor' | 'major' | 'critical';
  href?: string;
}

/** A point or a stretch of time marked above the series: an episode of ours, a change of policy. */
export interface ChartMark {
  id: string;
  atMs: number;
  /** `null`: it goes on; absent: a point. */
  toMs?: number | null;
  label: string;
  kind: 'episode' | 'policy';
  href?: string;
}

export interface TimeSpan {
  fromMs: number;
  toMs: number;
}
