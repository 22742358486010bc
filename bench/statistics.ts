/** The smallest of the values that `share` (0 to 1) of them do not exceed (nearest rank); NaN of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

export function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
