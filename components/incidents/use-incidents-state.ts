'use client';

import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

export const KINDS = ['all', 'episodes', 'incidents'] as const;

const PARSERS = {
  show: parseAsStringLiteral(KINDS).withDefault('all').withOptions({ history: 'push' }),
  /** Also incidents of components that no upstream depends on. */
  others: parseAsBoolean.withDefault(false).withOptions({ history: 'push' }),
  /** The id of the episode or incident that is open in the list. */
  open: parseAsString.withOptions({ history: 'replace' }),
};

/** What the page of incidents shows beside its range, kept in the URL. */
export function useIncidentsState() {
  return useQueryStates(PARSERS);
}

export type IncidentsState = ReturnType<typeof useIncidentsState>[0];
export type SetIncidentsState = ReturnType<typeof useIncidentsState>[1];
