import type { AggregateQuery, CallQuery, Filter, Store } from '../../db/store.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { NO_SUCH_PAGE, type Question } from './compare-times.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Ranges and bucket widths as the dashboard asks for them: at most 300 buckets. */
export const RANGES = [
  { name: '1h', rangeMs: HOUR_MS, stepMs: 60_000 },
  { name: '24h', rangeMs: DAY_MS, stepMs: 300_000 },
  { name: '7d', rangeMs: 7 * DAY_MS, stepMs: HOUR_MS },
  { name: '30d', rangeMs: 30 * DAY_MS, stepMs: 3 * HOUR_MS },
  { name: '90d', rangeMs: 90 * DAY_MS, stepMs: 12 * HOUR_MS },
] as const;

/** One value of every dimension that is common, and one that is rare, as the generated history has them. */
export const FILTERS: Record<string, Partial<Filter>> = {
  none: {},
  'outcome=ok': { outcome: ['ok'] },
  'outcome=overloaded': { outcome: ['overloaded'] },
  'outcome=spend_limited (rare)': { outcome: ['spend_limited'] },
  'status=429': { status: [429] },
  'status=0 (rare)': { status: [0] },
  'model=common': { model: ['claude-sonnet-5'] },
  'model=rare': { model: ['claude-sonnet-4-5'] },
  'model=none such': { model: ['gpt-nothing'] },
  'app=common': { app: ['support-bot'] },
  'app=rare': { app: ['nightly-report'] },
  'client=claude-code': { client: ['claude-code'] },
  'endpoint=count_tokens': { endpoint: ['/v1/messages/count_tokens'] },
  'stream=false': { stream: [false] },
  'source=proxy': { source: ['proxy'] },
  'provider=anthropic': { provider: ['anthropic'] },
};

/** What the pages ask of the store: charts of every kind, summaries, and pages of calls, each under every filter. */
export function storeQueries(endMs: number): Question<Store>[] {
  const queries: Question<Store>[] = [];
  for (const [filterName, filter] of Object.entries(FILTERS))
    for (const { name: rangeName, rangeMs, stepMs } of RANGES) {
      const times = { fromMs: endMs - rangeMs, toMs: endMs };
      const of = (kind: string) => `${kind} ${rangeName} ${filterName}`;
      for (const unit of UNITS) {
        const chart: AggregateQuery = {
          filter: { ...times, ...filter },
          unit,
          stepMs,
          groupBy: ['outcome'],
          histograms: false,
        };
        queries.push({ name: of(`chart ${unit}`), ask: (store) => store.aggregate(chart) });
        const percentiles: AggregateQuery = { ...chart, groupBy: [], histograms: true };
        queries.push({ name: of(`percentiles ${unit}`), ask: (store) => store.aggregate(percentiles) });
      }
      const summary: AggregateQuery = {
        filter: { fromMs: times.fromMs + 12_345, toMs: endMs - 77_777, ...filter },
        unit: 'calls',
        stepMs: null,
        groupBy: ['outcome'],
        histograms: true,
      };
      queries.push({ name: of('summary'), ask: (store) => store.aggregate(summary) });
      const list: CallQuery = { filter: { ...times, ...filter }, limit: 100, cursor: null };
      queries.push({ name: of('calls'), ask: (store) => store.calls(list) });
      queries.push({ name: of('calls page 2'), ask: (store) => secondPage(store, list) });
    }
  for (const search of ['balance', 'Overloaded', 'no such message', 'req_011Cnone'])
    queries.push({
      name: `search 90d ${search}`,
      ask: (store) =>
        store.calls({ filter: { fromMs: endMs - 90 * DAY_MS, toMs: endMs }, limit: 100, cursor: null, search }),
    });
  return queries;
}

const secondCursors = new WeakMap<Store, Map<CallQuery, string | null>>();

/** The page after the first; where it begins is found once, outside of what is measured. */
async function secondPage(store: Store, list: CallQuery): Promise<unknown> {
  const known = secondCursors.get(store) ?? new Map<CallQuery, string | null>();
  secondCursors.set(store, known);
  let cursor = known.get(list);
  if (cursor === undefined) {
    cursor = (await store.calls(list)).nextCursor;
    known.set(list, cursor);
  }
  return cursor === null ? NO_SUCH_PAGE : store.calls({ ...list, cursor });
}
