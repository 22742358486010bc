import type { FilterField } from '../../lib/api/filters.ts';
import type { Unit } from '../../lib/outcome/vocabulary.ts';
import { apiQuery } from '../data/api-query.ts';
import { type Scope, scopeQuery } from '../data/scope.ts';
import { LIMITS_QUERY } from '../limits/limits-query.ts';

/** The API's query strings that the overview asks with; what a page comes with is found by these same strings. */

type Asked = Pick<Scope, 'range' | 'filters'>;

export function summaryQuery(scope: Asked): string {
  return scopeQuery(scope, { compare: 'previous' });
}

/** Of the series by outcome that the main chart and the percentiles are drawn from. */
export function outcomeQuery(scope: Asked, unit: Unit): string {
  return scopeQuery(scope, { unit, by: 'outcome' });
}

/** Of the series that is stacked; by outcome it is the one that is there already. */
export function stackQuery(scope: Asked, unit: Unit, by: FilterField): string {
  return by === 'outcome' ? outcomeQuery(scope, unit) : scopeQuery(scope, { unit, by, percentiles: 'false' });
}

export function breakdownQuery(scope: Asked, unit: Unit, by: FilterField): string {
  return scopeQuery(scope, { unit, by });
}

/** A question to the API, and the key that its answer is kept under. */
export interface Question {
  queryKey: readonly string[];
  path: string;
}

/** What is counted, what the stacked chart is divided by, and what the breakdown's rows are. */
interface Asking {
  unit: Unit;
  by: FilterField;
  split: FilterField;
}

const beside = (kind: string, path: string): Question => ({ queryKey: [kind, path], path });

/** What stands below the figures and charts: limits now, and advice for a range. */
export function lowerQuestions(range: Scope['range']): Question[] {
  return [beside('limits', `/api/limits?${LIMITS_QUERY}`), beside('advice', `/api/advice?${apiQuery(range)}`)];
}

/** All that the overview asks of a range before its figures and charts can be drawn. */
export function overviewQuestions(scope: Asked, { unit, by, split }: Asking): Question[] {
  const record = (kind: string, query: string): Question => ({
    queryKey: [kind, query],
    path: `/api/${kind}?${query}`,
  });
  const span = apiQuery(scope.range);
  return [
    record('summary', summaryQuery(scope)),
    record('series', outcomeQuery(scope, unit)),
    ...(by === 'outcome' ? [] : [record('series', stackQuery(scope, unit, by))]),
    record('breakdown', breakdownQuery(scope, unit, split)),
    beside('incidents', `/api/incidents?${span}`),
    beside('episodes', `/api/episodes?${span}`),
    beside('policy-history', `/api/policy/history?${span}`),
  ];
}
