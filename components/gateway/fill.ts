/** Places taken in percent, 100 at most; 0 without a limit. */
export function fillOf({ inFlight, limit }: { inFlight: number; limit: number | null }): number {
  return limit === null || limit <= 0 ? 0 : Math.min(100, (inFlight / limit) * 100);
}
