import type { Filter, Store } from '../../db/store.ts';
import type { Unit } from '../outcome/vocabulary.ts';
import { blindSources } from './blind-sources.ts';
import { attemptFigures, callFigures } from './figures.ts';
import type { SummaryAnswer, SummaryPeriod } from './shapes.ts';
import { MINUTE_MS } from './times.ts';

type Reader = Pick<Store, 'aggregate'>;

/** The range in whole minutes, which is what rollups can tell. */
export function wholeMinutes(filter: Filter): Filter {
  return {
    ...filter,
    fromMs: Math.floor(filter.fromMs / MINUTE_MS) * MINUTE_MS,
    toMs: Math.ceil(filter.toMs / MINUTE_MS) * MINUTE_MS,
  };
}

async function period(store: Reader, filter: Filter): Promise<SummaryPeriod> {
  const cells = (unit: Unit) => store.aggregate({ filter, unit, stepMs: null, groupBy: ['outcome'], histograms: true });
  const [attempts, calls, blind] = await Promise.all([cells('attempts'), cells('calls'), blindSources(store, filter)]);
  return {
    from: filter.fromMs,
    to: filter.toMs,
    attempts: attemptFigures(attempts),
    calls: callFigures(calls),
    ...(blind.length > 0 && { blindSources: blind }),
  };
}

/** The stretch of equal length that ends where `filter` begins. */
function before(filter: Filter): Filter {
  const lengthMs = filter.toMs - filter.fromMs;
  return { ...filter, fromMs: Math.max(0, filter.fromMs - lengthMs), toMs: filter.fromMs };
}

/** All figures of a range, and with `compare` those of the period before. */
export async function summaryAnswer(store: Reader, asked: Filter, compare: boolean): Promise<SummaryAnswer> {
  const filter = wholeMinutes(asked);
  if (!compare || filter.fromMs === 0) return period(store, filter);
  const [now, previous] = await Promise.all([period(store, filter), period(store, before(filter))]);
  return { ...now, previous };
}
