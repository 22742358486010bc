import { DEFAULT_FROM, DEFAULT_TO, type FilterField } from '../../lib/api/filters.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { FILTER_FIELDS } from '../filters/fields.ts';
import type { FilterValues } from '../filters/use-filters.ts';
import { OVERVIEW_DEFAULTS } from './overview-defaults.ts';
import { overviewQuestions, type Question } from './questions.ts';

/** The parameters of a page's URL, as Next gives them. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/**
 * What the overview asks as soon as it is there, for the page to come with the answers. It reads the URL as the page's
 * own hooks do; should the two ever differ, the page asks for what it misses.
 */
export function firstQuestions(search: SearchParams): Question[] {
  const all = (name: string): string[] => [search[name] ?? []].flat();
  const choice = <T extends string>(name: string, values: readonly T[], otherwise: T): T =>
    values.find((value) => value === all(name)[0]) ?? otherwise;
  const range = { from: all('from')[0] ?? DEFAULT_FROM, to: all('to')[0] ?? DEFAULT_TO };
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
