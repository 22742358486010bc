/** What a rollup sums, besides the two histograms; the names are those of `AggregateCell`. The order is that on disk. */
export const METRICS = [
  'count',
  'retries',
  'queuedMs',
  'backoffMs',
  'inputTokens',
  'outputTokens',
  'cacheCreationInputTokens',
  'cacheReadInputTokens',
  'firsts',
] as const;
export type Metric = (typeof METRICS)[number];

/** One number for each of `METRICS`, in their order. */
export type MetricValues = number[];

export function addMetrics(target: MetricValues, values: MetricValues): void {
  for (let i = 0; i < METRICS.length; i++) target[i] = (target[i] ?? 0) + (values[i] ?? 0);
}

export function areAllZero(values: MetricValues): boolean {
  return values.every((value) => value === 0);
}
