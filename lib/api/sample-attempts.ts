import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Filter, Store } from '../../db/store.ts';
import type { Attempt } from '../outcome/attempt.ts';
import { bucketsFor } from './steps.ts';

/** Attempts of a range: all, or where they are too many some, in stretches spread evenly over them. */
export interface AttemptSample {
  /** Oldest first. */
  attempts: Attempt[];
  /** There are more than these. */
  sampled: boolean;
}

/** Attempts in a row: enough that calls and what follows them are mostly whole. */
const STRETCH = 500;

/**
 * Reads at most about `max` attempts. Where there are more, they are those after points spread evenly over all attempts
 * (not over time: a busy hour gives more than a quiet one).
 */
export async function sampleAttempts(
  store: Pick<Store, 'aggregate' | 'attempts'>,
  filter: Filter,
  max: number,
  signal: AbortSignal,
): Promise<AttemptSample> {
  const { stepMs } = bucketsFor(filter.fromMs, filter.toMs);
  const cells = await store.aggregate({ filter, unit: 'attempts', stepMs, groupBy: [], histograms: false });
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  if (total <= max) return { attempts: await read(store, filter, max, signal), sampled: false };
  const stretches = Math.max(1, Math.floor(max / STRETCH));
  const found = new Map<string, Attempt>();
  for (const startMs of startsOf(cells, total, stretches, stepMs)) {
    const fromMs = Math.max(filter.fromMs, startMs);
    for (const attempt of await read(store, { ...filter, fromMs }, STRETCH, signal)) found.set(attempt.id, attempt);
  }
  return { attempts: [...found.values()].sort((a, b) => a.startedAtMs - b.startedAtMs), sampled: true };
}

async function read(
  store: Pick<Store, 'attempts'>,
  filter: Filter,
  max: number,
  signal: AbortSignal,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for await (const page of store.attempts(filter)) {
    // Pages are read at a stretch: other requests are answered in between.
    await nextTurn();
    signal.throwIfAborted();
    attempts.push(...page.slice(0, max - attempts.length));
    if (attempts.length >= max) break;
  }
  return attempts;
}

/** When the stretches begin: each after an equal share of all attempts, those of a bucket taken as even over it. */
function startsOf(
  cells: readonly { bucketMs: number; count: number }[],
  total: number,
  stretches: number,
  stepMs: number,
): number[] {
  const starts: number[] = [];
  let before = 0;
  for (const { bucketMs, count } of cells) {
    while (starts.length < stretches) {
      const at = (total * starts.length) / stretches;
      if (at >= before + count) break;
      starts.push(Math.floor(bucketMs + ((at - before) / count) * stepMs));
    }
    before += count;
  }
  return starts;
}
