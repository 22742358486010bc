import { logLikelihoodRatio } from './episode-evidence.ts';
import type { MinuteBin } from './minute-bin.ts';

/** Since when a share has been another. */
export interface ChangePoint {
  /** Start of the first minute after the change. */
  atMs: number;
  before: { calls: number; failed: number };
  after: { calls: number; failed: number };
}

/** Evidence (in nats) that a change must have, and by how much the share must have grown. */
const EVIDENCE_MIN = 15;
const GROWTH_MIN = 3;
const FAILED_MIN = 5;
const BEFORE_CALLS_MIN = 20;
const SHARE_MIN = 1e-4;

const share = ({ calls, failed }: { calls: number; failed: number }): number =>
  Math.min(1 - SHARE_MIN, Math.max(SHARE_MIN, calls > 0 ? failed / calls : 0));

/**
 * The minute since which a share is clearly higher, such as of 400s since a deploy: the likeliest single step (maximum
 * likelihood over all splits, binomial). `null`: no step up that stands out. In: minutes, oldest first.
 */
export function stepUp(bins: readonly Pick<MinuteBin, 'minuteMs' | 'calls' | 'failed'>[]): ChangePoint | null {
  const whole = { calls: 0, failed: 0 };
  for (const { calls, failed } of bins) {
    whole.calls += calls;
    whole.failed += failed;
  }
  const pooled = share(whole);
  let best: ChangePoint | null = null;
  let bestEvidence = EVIDENCE_MIN;
  const before = { calls: 0, failed: 0 };
  for (const { minuteMs, calls, failed } of bins) {
    const after = { calls: whole.calls - before.calls, failed: whole.failed - before.failed };
    const evidence =
      logLikelihoodRatio(before.calls, before.failed, share(before), pooled) +
      logLikelihoodRatio(after.calls, after.failed, share(after), pooled);
    if (evidence > bestEvidence) {
      bestEvidence = evidence;
      best = { atMs: minuteMs, before: { ...before }, after };
    }
    before.calls += calls;
    before.failed += failed;
  }
  if (!best || best.before.calls < BEFORE_CALLS_MIN || best.after.failed < FAILED_MIN) return null;
  return share(best.after) >= GROWTH_MIN * share(best.before) ? best : null;
}
