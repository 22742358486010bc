'use client';

import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { FILTER_FIELDS } from '../filters/fields.ts';
import { OVERVIEW_DEFAULTS } from './overview-defaults.ts';

const { unit, show, compare, by, split } = OVERVIEW_DEFAULTS;
const PARSERS = {
  unit: parseAsStringLiteral(UNITS).withDefault(unit),
  /** Whether the main chart shows shares or counts. */
  show: parseAsStringLiteral(['share', 'count']).withDefault(show),
  compare: parseAsStringLiteral(['previous', 'none']).withDefault(compare),
  /** What the stacked chart is divided by. */
  by: parseAsStringLiteral(FILTER_FIELDS).withDefault(by),
  /** What the breakdown's rows are. */
  split: parseAsStringLiteral(FILTER_FIELDS).withDefault(split),
};

/** What the overview shows and how, kept in the URL. */
export function useOverviewState() {
  return useQueryStates(PARSERS, { history: 'push' });
}

export type OverviewState = ReturnType<typeof useOverviewState>[0];
export type SetOverviewState = ReturnType<typeof useOverviewState>[1];
