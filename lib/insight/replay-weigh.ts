import { normalDraw, type Random, seededRandom } from '../scheduler/random.ts';
import { bandOf, type Calibration, calibrate, chanceIn, pairSteps } from './replay-calibration.ts';
import { compactSteps } from './replay-compact.ts';
import { type EvidenceIndex, runningSums, type Sums, type Window } from './replay-evidence.ts';
import type { WalkedRetry } from './replay-walk.ts';

const REPLICATES = 100;
const CONFIDENCE = 0.95;
/** Above this a Poisson draw is taken from the normal distribution. */
const LARGE = 30;

/** What retries come to, over all calls. */
export interface Weighed {
  recovered: number;
  /** Attempts made, the first ones left out. */
  retries: number;
  /** When the recovered ones were, and with what weight. */
  added: { addedMs: number; weight: number }[];
  /** Calls that may have been recovered by retries of which nothing is known; not among `recovered`. */
  unknown: number;
  /** Bounds of `recovered`, with 95% confidence; `unknown` counts towards the upper one. */
  low: number;
  high: number;
}

/** A call's retries that something speaks for. */
interface Step {
  window: Window;
  band: number;
}

/**
 * Weighs the retries of all calls by what speaks for each.
 *
 * The bounds come from replicates in which every real attempt counts anew (none, once, twice: a Poisson bootstrap),
 * everything is learnt again from these, the corrections are moved as far as they may be off, and then each call has
 * its luck. It pauses between them, so that something else may be done.
 */
export function* weighSteps(index: EvidenceIndex, calls: WalkedRetry[][], seed: number): Generator<undefined, Weighed> {
  const pairs = yield* pairSteps(index);
  const steps = calls.map((retries) =>
    retries.flatMap(({ window, lagMs }) => (window ? { window, band: bandOf(lagMs) } : [])),
  );
  const point = pointOf(index.sums, calls, calibrate(pairs, index.sums));
  const random = seededRandom(seed ^ 0x5bd1e995);
  const { counts, place } = yield* compactSteps(index.sums, [
    ...steps.flat().map(({ window }) => window),
    ...pairs.map(({ around }) => around),
  ]);
  yield;
  const placedSteps = steps.map((retries) => retries.map(({ window, band }) => ({ window: place(window), band })));
  yield;
  const placedPairs = pairs.map((pair) => ({ ...pair, cell: place(pair.cell), around: place(pair.around) }));
  const replicates: { mean: number; variance: number }[] = [];
  for (let i = 0; i < REPLICATES; i++) {
    yield;
    const sums = counts.map(({ ok, failed }) => ({ ok: redrawn(ok, random), failed: redrawn(failed, random) }));
    replicates.push(recoveredIn(sums, placedSteps, doubted(calibrate(placedPairs, sums), random)));
  }
  const middle = quantile(
    replicates.map(({ mean }) => mean),
    0.5,
  );
  const totals = replicates.map(({ mean, variance }) => {
    const total = point.recovered + mean - middle + Math.sqrt(variance) * normalDraw(random);
    return Math.min(calls.length, Math.max(0, total));
  });
  return {
    ...point,
    low: Math.min(point.recovered, quantile(totals, (1 - CONFIDENCE) / 2)),
    high: Math.max(point.recovered, quantile(totals, (1 + CONFIDENCE) / 2)) + point.unknown,
  };
}

function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** Moves all factors one way: what clusters clusters at every lag. */
function doubted({ mean, factors, doubts }: Calibration, random: Random): Calibration {
  const shift = normalDraw(random);
  return { mean, doubts, factors: factors.map((factor, i) => factor * Math.exp((doubts[i] as number) * shift)) };
}

function pointOf(sums: Sums[], calls: WalkedRetry[][], calibration: Calibration): Omit<Weighed, 'low' | 'high'> {
  const point: Omit<Weighed, 'low' | 'high'> = { recovered: 0, retries: 0, unknown: 0, added: [] };
  for (const retries of calls) {
    let failing = 1;
    for (const { window, otherwise, lagMs, addedMs } of retries) {
      point.retries += failing;
      if (!window && otherwise === 'unknown') point.unknown += failing;
      if (!window) continue;
      const chance = chanceIn(sums, window, bandOf(lagMs), calibration);
      if (chance > 0) point.added.push({ addedMs, weight: failing * chance });
      failing *= 1 - chance;
    }
    point.recovered += 1 - failing;
  }
  return point;
}

function recoveredIn(sums: Sums[], calls: Step[][], calibration: Calibration): { mean: number; variance: number } {
  let [mean, variance] = [0, 0];
  for (const steps of calls) {
    let failing = 1;
    for (const { window, band } of steps) failing *= 1 - chanceIn(sums, window, band, calibration);
    mean += 1 - failing;
    variance += failing * (1 - failing);
  }
  return { mean, variance };
}

/** Running sums of counts drawn anew around those that were. */
function redrawn(counts: Uint32Array, random: Random): Uint32Array {
  return runningSums(counts.map((count) => (count === 0 ? 0 : poissonDraw(random, count))));
}

/** A Poisson draw: by Knuth's products, and by the normal distribution where the mean is large. */
function poissonDraw(random: Random, mean: number): number {
  if (mean > LARGE) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalDraw(random)));
  const limit = Math.exp(-mean);
  let drawn = 0;
  for (let product = random(); product > limit; product *= random()) drawn++;
  return drawn;
}
