'use client';

import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { FILTER_FIELDS } from '../filters/fields.ts';

const PARSERS = {
  unit: parseAsStringLiteral(UNITS).withDefault('attempts'),
  /** Whether the main chart shows shares or counts. */
  show: parseAsStringLiteral(['share', 'count']).withDefault('share'),
  compare: parseAsStringLiteral(['previous', 'none']).withDefault('none'),
  /** What the stacked chart is divided by. */
  by: parseAsStringLiteral(FILTER_FIELDS).withDefault('outcome'),
  /** What the breakdown's rows are. */
  split: parseAsStringLiteral(FILTER_FIELDS).withDefault('model'),
};

/** What the overview shows and how, kept in the URL. */
export function useOverviewState() {
  return useQueryStates(PARSERS, { history: 'push' });
}

export type OverviewState = ReturnType<typeof useOverviewState>[0];
export type SetOverviewState = ReturnType<typeof useOverviewState>[1];
