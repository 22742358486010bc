import { type AggregateCell, type Dimension, type Filter, OTHER_LABEL, type Store } from '../../db/store.ts';
import { OUTCOMES, type Unit } from '../outcome/vocabulary.ts';

/** How many groups are told apart; the rest is shown as one. */
export const MAX_GROUPS = 20;

/** A group's label and whether the rest stands beside it. */
export interface TopGroups {
  keys: string[];
  /** There are others beyond these. */
  hasOther: boolean;
}

/** Filter fields whose values are labels that callers choose, so that a flood of them is counted as `other`. */
const LABEL_DIMENSIONS: readonly Dimension[] = ['model', 'provider', 'endpoint', 'app', 'client'];

/** The largest groups of a range, largest first. What the record itself could only keep as `other` is of the rest. */
export async function topGroups(
  store: Pick<Store, 'aggregate'>,
  filter: Filter,
  unit: Unit,
  by: Dimension,
): Promise<TopGroups> {
  const cells = await store.aggregate({ filter, unit, stepMs: null, groupBy: [by], histograms: false });
  const collapsed = LABEL_DIMENSIONS.includes(by) ? OTHER_LABEL : null;
  const named = cells.filter((cell) => cell.count > 0 && cell.group[0] !== collapsed);
  const keys = named.sort((a, b) => b.count - a.count).map((cell) => cell.group[0] ?? '');
  const top = keys.slice(0, MAX_GROUPS);
  const hasOther = keys.length > top.length || cells.some((cell) => cell.count > 0 && cell.group[0] === collapsed);
  return { keys: by === 'outcome' ? OUTCOMES.filter((outcome) => top.includes(outcome)) : top, hasOther };
}

/** A filter that lets only these groups through. Outcomes are few: they need no restriction. */
export function restrictTo(filter: Filter, by: Dimension, keys: readonly string[]): Filter {
  switch (by) {
    case 'outcome':
    case 'source':
    case 'stream':
      return filter;
    case 'status':
      return { ...filter, status: keys.map(Number) };
    default:
      return { ...filter, [by]: [...keys] };
  }
}

/** The counts of cells by their one label. */
export function byLabel(cells: readonly AggregateCell[]): Map<string, AggregateCell[]> {
  return Map.groupBy(cells, (cell) => cell.group[0] ?? '');
}
