import type { FilterField } from '../../lib/api/filters.ts';
import type { Unit } from '../../lib/outcome/vocabulary.ts';
import { type Scope, scopeQuery } from '../data/scope.ts';

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
