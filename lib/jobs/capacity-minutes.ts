import type { Store } from '../../db/store.ts';
import { OTHER_LABEL } from '../../db/store.ts';
import { isCapacityError, MINUTE_MS, type MinuteBin, tellsOfCapacity } from '../insight/minute-bin.ts';
import type { ProviderMinutes } from '../insight/provider-episodes.ts';
import { OUTCOMES, type Outcome } from '../outcome/vocabulary.ts';

export type MinuteReader = Pick<Store, 'aggregate' | 'underWay'>;

/** Outcomes that a minute's calls are counted from. */
export const TELLING_OUTCOMES: Outcome[] = OUTCOMES.filter(tellsOfCapacity);

type Counts = Map<number, MinuteBin>;

/**
 * First attempts by provider, model and the minute in which they began: those whose outcome tells of capacity, and those
 * still under way that have been noted (those younger than a note show once they end). Whole minutes; only those with
 * calls, oldest first.
 */
export async function readMinutes(
  store: MinuteReader,
  fromMs: number,
  toMs: number,
): Promise<Map<string, ProviderMinutes>> {
  const cells = await store.aggregate({
    filter: { fromMs, toMs, outcome: TELLING_OUTCOMES },
    unit: 'attempts',
    stepMs: MINUTE_MS,
    groupBy: ['provider', 'model', 'outcome'],
    histograms: false,
  });
  const providers = new Map<string, { all: Counts; models: Map<string, Counts> }>();
  const count = (provider: string, model: string, minuteMs: number, calls: number, failed: number): void => {
    if (calls <= 0) return;
    let found = providers.get(provider);
    if (!found) {
      found = { all: new Map(), models: new Map() };
      providers.set(provider, found);
    }
    add(found.all, minuteMs, calls, failed);
    if (model === '' || model === OTHER_LABEL) return;
    let counts = found.models.get(model);
    if (!counts) {
      counts = new Map();
      found.models.set(model, counts);
    }
    add(counts, minuteMs, calls, failed);
  };
  for (const { bucketMs, group, firsts } of cells) {
    const [provider = '', model = '', outcome = ''] = group;
    count(provider, model, bucketMs, firsts, isCapacityError(outcome as Outcome) ? firsts : 0);
  }
  for (const { minuteMs, provider, model, attempts } of await store.underWay(fromMs, toMs))
    count(provider, model, minuteMs, attempts, 0);
  return new Map(
    [...providers].map(([provider, { all, models }]) => [
      provider,
      { all: inOrder(all), models: new Map([...models].map(([model, counts]) => [model, inOrder(counts)])) },
    ]),
  );
}

function add(counts: Counts, minuteMs: number, calls: number, failed: number): void {
  const bin = counts.get(minuteMs);
  if (!bin) counts.set(minuteMs, { minuteMs, calls, failed });
  else {
    bin.calls += calls;
    bin.failed += failed;
  }
}

const inOrder = (counts: Counts): MinuteBin[] => [...counts.values()].sort((a, b) => a.minuteMs - b.minuteMs);
