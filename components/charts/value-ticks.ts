/** What a value axis measures: its ticks are round in that measure. */
export type ValueKind = 'share' | 'count' | 'duration';

const INTERVALS = 4;
const DECIMAL_STEPS = [1, 2, 2.5, 5, 10];
const SECOND_MS = 1000;
/** Above a second, durations are round in seconds and minutes. */
const DURATION_STEPS_MS = [0.25, 0.5, 1, 2, 2.5, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map(
  (seconds) => seconds * SECOND_MS,
);

function decimalStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const factor = DECIMAL_STEPS.find((candidate) => candidate * magnitude >= least * (1 - 1e-9)) ?? 10;
  return factor * magnitude;
}

/**
 * Round ticks from 0 to at least `max` and `minTop`, five at most. Counts have no ticks between whole numbers, and
 * shares none above 1.
 */
export function valueTicks(max: number, minTop: number, kind: ValueKind): number[] {
  const top = kind === 'share' ? Math.min(Math.max(max, minTop), 1) : Math.max(max, minTop);
  if (!(top > 0) || !Number.isFinite(top)) return [0, 1];
  const least = top / INTERVALS;
  let step = decimalStep(least);
  if (kind === 'duration') step = DURATION_STEPS_MS.find((candidate) => candidate >= least) ?? step;
  if (kind === 'count') step = Math.max(1, Number.isInteger(step) ? step : Math.ceil(step));
  const count = Math.ceil(top / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return kind === 'share' ? ticks.filter((tick) => tick <= 1).concat(ticks.some((tick) => tick > 1) ? [1] : []) : ticks;
}

/** A tick of durations in the one unit that its axis' steps are round in, so that none needs two. */
export function durationTick(ms: number, stepMs: number): string {
  if (ms === 0) return '0';
  if (stepMs >= 3600 * SECOND_MS) return `${ms / (3600 * SECOND_MS)} h`;
  if (stepMs >= 60 * SECOND_MS) return `${ms / (60 * SECOND_MS)} min`;
  return stepMs >= 250 ? `${ms / SECOND_MS} s` : `${ms} ms`;
}

type Values = { values: Readonly<Record<string, number | null>> };

/** The highest value that is drawn, where the series of one stack stand on each other. */
export function highest(rows: readonly Values[], series: readonly { key: string; stack?: string }[]): number {
  let max = 0;
  for (const { values } of rows) {
    let stacked = 0;
    for (const { key, stack } of series) {
      const value = values[key] ?? 0;
      if (stack) stacked += value;
      max = Math.max(max, value, stacked);
    }
  }
  return max;
}
