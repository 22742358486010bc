import { DEFAULT_FROM, DEFAULT_TO, type FilterField } from '../../lib/api/filters.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { FILTER_FIELDS } from '../filters/fields.ts';
import type { FilterValues } from '../filters/use-filters.ts';
import type { RangeText } from '../range/range-text.ts';
import { OVERVIEW_DEFAULTS } from './overview-defaults.ts';
import { overviewQuestions, type Question } from './questions.ts';

/** The parameters of a page's URL, as Next gives them. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const allOf = (search: SearchParams, name: string): string[] => [search[name] ?? []].flat();

/** The range that the URL names, or the usual one. */
export function firstRange(search: SearchParams): RangeText {
  return { from: allOf(search, 'from')[0] ?? DEFAULT_FROM, to: allOf(search, 'to')[0] ?? DEFAULT_TO };
}

/**
 * What the overview asks as soon as it is there, for the page to come with the answers. It reads the URL as the page's
 * own hooks do; should the two ever differ, the page asks for what it misses.
 */
export function firstQuestions(search: SearchParams): Question[] {
  const all = (name: string) => allOf(search, name);
  const choice = <T extends string>(name: string, values: readonly T[], otherwise: T): T =>
    values.find((value) => value === all(name)[0]) ?? otherwise;
  const range = firstRange(search);
  const filters = Object.fromEntries(FILTER_FIELDS.map((field) => [field, all(field)])) as FilterValues;
  return overviewQuestions(
    { range, filters },
    {
      unit: choice('unit', UNITS, OVERVIEW_DEFAULTS.unit),
      by: choice<FilterField>('by', FILTER_FIELDS, OVERVIEW_DEFAULTS.by),
      split: choice<FilterField>('split', FILTER_FIELDS, OVERVIEW_DEFAULTS.split),
    },
  );
}
