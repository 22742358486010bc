const RATE_MAX = 0.999;

/** Log-likelihood ratio of `failed` of `calls` at `rate` against `reference`, in nats; both rates within (0, 1). */
export function logLikelihoodRatio(calls: number, failed: number, rate: number, reference: number): number {
  return failed * Math.log(rate / reference) + (calls - failed) * Math.log((1 - rate) / (1 - reference));
}

/** The share observed, kept off 0 and 1 by half an observation. */
export function observedRate(calls: number, failed: number): number {
  return Math.min(RATE_MAX, (failed + 0.5) / (calls + 1));
}

/** Lower bound of Wilson's 95 % interval for a share. */
export function lowerBound(calls: number, failed: number): number {
  if (calls === 0) return 0;
  const z = 1.96;
  const share = failed / calls;
  const spread = z * Math.sqrt((share * (1 - share)) / calls + (z * z) / (4 * calls * calls));
  return (share + (z * z) / (2 * calls) - spread) / (1 + (z * z) / calls);
}
