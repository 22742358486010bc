import { type EvidenceIndex, failedIn, okIn, type Sums, type Window, windowAt } from './replay-evidence.ts';

/** A real attempt soon after a failure, or several within one cell: how they fared, and what speaks for them. */
export interface Pair {
  cell: Window;
  around: Window;
  band: number;
  /** Failures that they came after. */
  weight: number;
}

/**
 * How attempts soon after a failure really fared, against what the attempts around them say.
 *
 * Attempts around a time tell how the provider was doing on the whole; but a short failure is blurred by the calm on
 * both sides of it, and a retry comes when the failure has only just been seen. So the record is asked: of all
 * failures in it, how did other attempts fare so many seconds later? The odds are corrected by the difference.
 */
export interface Calibration {
  /** Mean success after a failure: what a window with little in it is drawn towards. */
  mean: number;
  /** Factor of the odds for each band of lags. */
  factors: Float64Array;
  /** How far each factor may be off, as a standard error of its logarithm. */
  doubts: Float64Array;
}

/** Upper ends of the bands of lags; beyond the last nothing is corrected. */
const BANDS_MS = [2000, 4000, 8000, 16_000, 32_000, 64_000] as const;
const LAST_BAND_MS = BANDS_MS[5];
/** Failures looked at, at most; evenly spread over the record when there are more. */
const MAX_FAILURES = 500;
/** Failures looked at between two pauses. */
const FAILURES_A_STEP = 20;
/** A correction starts from none, held by this many pairs. */
const PRIOR_PAIRS = 5;
/** How far the logarithm of the odds soon after a failure may be off where nothing has been seen. */
const UNSEEN_DOUBT = 2.5;
/** What was seen at one lag tells of its neighbours too, the less the further away. */
const NEIGHBOUR_SHARE = 0.5;
/** A window is drawn towards the mean by this many attempts. */
const PRIOR_ATTEMPTS = 1;

/** The band of a lag; -1: beyond all. */
export function bandOf(lagMs: number): number {
  return BANDS_MS.findIndex((endMs) => lagMs < endMs);
}

/**
 * The failures of a record with what came soon after each, found once and then weighed any number of times. It pauses
 * on the way, so that something else may be done.
 */
export function* pairSteps(index: EvidenceIndex): Generator<undefined, Pair[]> {
  const { record, sums } = index;
  const failures = sums.flatMap(({ failed }, group) => cellsWithAny(failed).map((cell) => ({ group, cell })));
  const step = Math.max(1, failures.length / MAX_FAILURES);
  const lastLag = Math.floor(LAST_BAND_MS / record.cellMs);
  const pairs: Pair[] = [];
  let lookedAt = 0;
  for (let i = 0; i < failures.length; i += step) {
    if (lookedAt++ % FAILURES_A_STEP === 0) yield;
    const { group, cell } = failures[Math.floor(i)] as { group: number; cell: number };
    const { failed } = sums[group] as Sums;
    const weight = (failed[cell + 1] as number) - (failed[cell] as number);
    // The failure itself speaks neither for what came after it nor among it.
    const selfIn = (first: number, end: number) => (cell >= first && cell < end ? 1 : 0);
    for (let lag = 0; lag <= lastLag && cell + lag + 1 < failed.length; lag++) {
      const at = cell + lag;
      const window = { group, first: at, end: at + 1, own: selfIn(at, at + 1), withinMs: 0 };
      const band = bandOf((lag === 0 ? 0.5 : lag) * record.cellMs);
      if (band < 0 || okIn(sums, window) + failedIn(sums, window) === 0) continue;
      const around = windowAt(index, group, record.fromMs + (at + 0.5) * record.cellMs, selfIn);
      if (around) pairs.push({ cell: window, around, band, weight });
    }
  }
  return pairs;
}

function cellsWithAny(sums: Uint32Array): number[] {
  const cells: number[] = [];
  for (let cell = 0; cell + 1 < sums.length; cell++) if (sums[cell + 1] !== sums[cell]) cells.push(cell);
  return cells;
}

/** Success among the attempts of a window, drawn a little towards `mean`. */
export function shareIn(sums: Sums[], window: Window, mean: number): number {
  const [ok, failed] = [okIn(sums, window), failedIn(sums, window)];
  return (ok + PRIOR_ATTEMPTS * mean) / (ok + failed + PRIOR_ATTEMPTS);
}

/** Learns the corrections; `sums` are the record's, or drawn anew from them. */
export function calibrate(pairs: Pair[], sums: Sums[]): Calibration {
  let [ok, all] = [0, 0];
  for (const { around, weight } of pairs) {
    const [good, bad] = [okIn(sums, around), failedIn(sums, around)];
    if (good + bad === 0) continue;
    ok += (weight * good) / (good + bad);
    all += weight;
  }
  const mean = all > 0 ? ok / all : 0.5;
  const bands = BANDS_MS.length;
  const [met, said, count] = [new Float64Array(bands), new Float64Array(bands), new Float64Array(bands)];
  const seen = new Float64Array(bands);
  for (const { cell, around, band, weight } of pairs) {
    const [good, bad] = [okIn(sums, cell), failedIn(sums, cell)];
    if (good + bad === 0) continue;
    met[band] = (met[band] as number) + (weight * good) / (good + bad);
    said[band] = (said[band] as number) + weight * shareIn(sums, around, mean);
    count[band] = (count[band] as number) + weight;
    seen[band] = (seen[band] as number) + 1;
  }
  const factors = count.map((n, band) => factorOf(n, met[band] as number, said[band] as number));
  const doubts = seen.map((_, band) => {
    const told = seen.reduce((sum, n, other) => sum + n * NEIGHBOUR_SHARE ** Math.abs(band - other), 0);
    return UNSEEN_DOUBT * Math.sqrt(PRIOR_PAIRS / (PRIOR_PAIRS + told));
  });
  // Lags too short for the width of a cell are taken to be like the shortest that was seen.
  const shortest = seen.findIndex((n) => n > 0);
  if (shortest > 0) {
    factors.fill(factors[shortest] as number, 0, shortest);
    doubts.fill(doubts[shortest] as number, 0, shortest);
  }
  return { mean, factors, doubts };
}

function factorOf(count: number, met: number, said: number): number {
  const expected = count > 0 ? said / count : 0;
  if (expected <= 0 || expected >= 1) return 1;
  const yes = met + PRIOR_PAIRS * expected;
  const no = count - met + PRIOR_PAIRS * (1 - expected);
  return (yes / no) * ((1 - expected) / expected);
}

/** The chance that an attempt succeeds by what a window says, so long after a failure. */
export function chanceIn(sums: Sums[], window: Window, band: number, { mean, factors }: Calibration): number {
  const share = shareIn(sums, window, mean);
  const factor = band < 0 ? 1 : (factors[band] as number);
  return (share * factor) / (1 - share + share * factor);
}
