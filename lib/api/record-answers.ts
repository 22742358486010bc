import { breakdownAnswer } from './breakdown.ts';
import { episodesAnswer } from './episodes.ts';
import { parseRange } from './filters.ts';
import type { Exchange } from './handle.ts';
import type { EpisodesAnswer, IncidentsAnswer } from './incident-shapes.ts';
import { incidentsAnswer } from './incidents.ts';
import { oneOf, refuseUnknown, single } from './params.ts';
import { policyChangeJson } from './policy.ts';
import type { PolicyHistoryAnswer } from './policy-shapes.ts';
import {
  readDimension,
  readFilter,
  readIncidentsQuery,
  readProviderRange,
  readSeriesQuery,
  readUnit,
} from './query.ts';
import { seriesAnswer } from './series.ts';
import type { BreakdownAnswer, SeriesAnswer, SummaryAnswer } from './shapes.ts';
import { summaryAnswer } from './summary.ts';

/** What an answer takes: the parameters of a request, from wherever they came. */
export type Asked = Pick<Exchange, 'params' | 'nowMs' | 'dashboard'>;

export function summaryOf({ params, nowMs, dashboard: { store } }: Asked): Promise<SummaryAnswer> {
  const filter = readFilter(params, nowMs, ['compare']);
  const compare = oneOf('compare', single(params, 'compare') ?? 'none', ['previous', 'none']);
  return summaryAnswer(store, filter, compare === 'previous');
}

export function seriesOf({ params, nowMs, dashboard: { store } }: Asked): Promise<SeriesAnswer> {
  return seriesAnswer(store, readSeriesQuery(params, nowMs));
}

export function breakdownOf({ params, nowMs, dashboard: { store } }: Asked): Promise<BreakdownAnswer> {
  const filter = readFilter(params, nowMs, ['unit', 'by']);
  return breakdownAnswer(store, filter, readUnit(params), readDimension(params));
}

export async function incidentsOf({ params, nowMs, dashboard }: Asked): Promise<IncidentsAnswer> {
  const query = readIncidentsQuery(params, nowMs);
  await dashboard.episodes.refresh();
  return incidentsAnswer(dashboard, query, nowMs);
}

export async function episodesOf({ params, nowMs, dashboard }: Asked): Promise<EpisodesAnswer> {
  const { range, provider } = readProviderRange(params, nowMs);
  await dashboard.episodes.refresh();
  return episodesAnswer(dashboard, range, provider, nowMs);
}

export async function policyHistoryOf({ params, nowMs, dashboard: { store } }: Asked): Promise<PolicyHistoryAnswer> {
  refuseUnknown(params, ['from', 'to']);
  const { fromMs, toMs } = parseRange(params, nowMs);
  return { changes: (await store.policyHistory(fromMs, toMs)).map(policyChangeJson) };
}
