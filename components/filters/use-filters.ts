'use client';

import { parseAsNativeArrayOf, parseAsString, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import type { FilterField } from '../../lib/api/filters.ts';
import { FILTER_FIELDS } from './fields.ts';

export type FilterValues = Record<FilterField, string[]>;

const values = parseAsNativeArrayOf(parseAsString);
const PARSERS = Object.fromEntries(FILTER_FIELDS.map((field) => [field, values])) as Record<FilterField, typeof values>;

export interface FilterState {
  values: FilterValues;
  /** The first if it is set, as `[field, value]`, and all others, in the order of the fields. */
  entries: [field: FilterField, value: string][];
  toggle(field: FilterField, value: string): void;
  clear(): void;
}

/** Filters of the page, kept in the URL in the API's own names; each change is a step of the browser's history. */
export function useFilters(): FilterState {
  const [query, setQuery] = useQueryStates(PARSERS, { history: 'push' });
  return useMemo(() => {
    const chosen: FilterValues = query;
    return {
      values: chosen,
      entries: FILTER_FIELDS.flatMap((field) => chosen[field].map((value): [FilterField, string] => [field, value])),
      toggle(field, value) {
        void setQuery((now) => {
          const before = now[field];
          const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
          return { [field]: after.length > 0 ? after : null };
        });
      },
      clear() {
        void setQuery(null);
      },
    };
  }, [query, setQuery]);
}
