import type { FilterValues } from '../filters/use-filters.ts';
import type { RangeText } from '../range/range-text.ts';
import { apiQuery } from './api-query.ts';

/** A range with filters: what every panel of a page is asked about. */
export interface Scope {
  range: RangeText;
  filters: FilterValues;
  followsNow: boolean;
}

/** The API's query string for a scope, with whatever else a path takes. */
export function scopeQuery(
  { range, filters }: Pick<Scope, 'range' | 'filters'> & Partial<Scope>,
  more: Record<string, string | number | undefined> = {},
): string {
  return apiQuery({ ...range, filters }, more);
}
