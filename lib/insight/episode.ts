/**
 * Why an episode ended. `silence`: the calls stopped, so that nobody can tell. `new_normal`: after more than a day the
 * errors still come, but are what is usual by now.
 */
export type EpisodeEnd = 'recovered' | 'silence' | 'new_normal';

/** The minute in which an episode was surely at its worst: that with the highest lower bound of its rate. */
export interface EpisodePeak {
  minuteMs: number;
  calls: number;
  failed: number;
}

/** A stretch in which the rate of capacity errors was significantly above normal. Counts are of first attempts. */
export interface Episode {
  /** Start of its first minute, epoch milliseconds; tells an episode from the others of its series. */
  startMs: number;
  /** End of its last minute (exclusive); `null`: it goes on. */
  endMs: number | null;
  endedBy: EpisodeEnd | null;
  /** The minute whose close made it known. */
  detectedMs: number;
  calls: number;
  failed: number;
  /** Failures to be expected had all been normal. */
  expected: number;
  peak: EpisodePeak;
  /** 1 minus the number of false alarms as strong as this to be expected in a month of normal traffic; 0 to 1. */
  confidence: number;
}

/** The share of first attempts that failed. */
export function failedShare({ calls, failed }: { calls: number; failed: number }): number {
  return calls > 0 ? failed / calls : 0;
}
