import type { ReplayAnswer, ReplayedPolicy } from '../../lib/api/shapes.ts';
import { formatCount, formatDuration, formatShare } from '../../lib/format/number.ts';
import { presetById } from '../../lib/scheduler/presets.ts';
import type { PlaygroundState } from './use-playground-state.ts';

const MAX_BESIDE = 6;

/** What the page asks: the chosen policy first, then the presets laid beside it. */
export function replayQuestion({ chosen, with: beside, seed }: PlaygroundState): object {
  const others = beside.filter((id) => id !== chosen.preset?.id && presetById(id)).slice(0, MAX_BESIDE);
  return { seed, policies: [chosen.preset?.id ?? chosen.policy, ...others] };
}

export function policyTitle({ name }: ReplayedPolicy): string {
  return presetById(name)?.title ?? 'Your policy';
}

/** The answer in a sentence. */
export function replayHeadline(answer: ReplayAnswer): string {
  const { failed, curable, recovered, addedMs } = answer;
  const calls = failed === 1 ? '1 call' : `${formatCount(failed)} calls`;
  switch (answer.verdict) {
    case 'nothing_failed':
      return 'No call failed in this range, so there is nothing to save.';
    case 'nothing_curable':
      return `${calls} failed in this range, none of a kind that a retry cures.`;
    case 'too_little_data':
      return `${calls} failed in this range, ${formatCount(curable)} of a kind that a retry can cure; too few attempts were made around these times to say what a retry would have met.`;
    case 'estimate': {
      const would = `Of ${calls} that failed, ${policyTitle(answer)} would have saved`;
      if (recovered === null || recovered < 0.5 || addedMs.p50 === null) return `${would} next to none.`;
      return `${would} about ${formatCount(recovered)}, half of them within ${formatDuration(addedMs.p50)}.`;
    }
  }
}

/** Attempts more than were made, or with a minus fewer. */
export function extraText({ extraAttempts }: ReplayedPolicy): string {
  return formatCount(extraAttempts).replace('-', '\u2212');
}

/** The share saved with its uncertainty, such as `62% (48% to 74%)`. */
export function savedText({ recoveredShare, recoveredLow, recoveredHigh, failed }: ReplayedPolicy): string {
  if (recoveredShare === null || recoveredLow === null || recoveredHigh === null) return 'too little data';
  return `${formatShare(recoveredShare)} (${formatShare(recoveredLow / failed)} to ${formatShare(recoveredHigh / failed)})`;
}
