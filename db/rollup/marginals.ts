import type { Dimension } from '../store.ts';
import { KEPT_WIDTH } from './levels.ts';

/**
 * Rollups in which series that agree in their outcome and in one further label count as one. They are few, so a chart
 * that filters and groups by no more than these costs the same, however many series there are and however busy they
 * were. The index is that on disk: 0 is no marginal but all series; `none` agrees in the outcome alone.
 */
export const MARGINALS = [
  null,
  'none',
  'status',
  'model',
  'provider',
  'endpoint',
  'app',
  'client',
  'source',
  'stream',
] as const satisfies readonly (Dimension | 'none' | null)[];

/** Index of the rollups that hold every series by itself. */
export const ALL_SERIES = 0;
const OUTCOME_ALONE = MARGINALS.indexOf('none');
/** Finer buckets hold little: merging their series is quick, and marginals of them all would be many. */
const OUTCOME_ALONE_FROM_WIDTH = 5;

const BY_WIDTH = {
  none: [ALL_SERIES],
  outcome: [ALL_SERIES, OUTCOME_ALONE],
  all: [...MARGINALS.keys()],
};

/** Which rollups are kept at a width, as indices of `MARGINALS`. */
export function marginalsAt(width: number): readonly number[] {
  if (width >= KEPT_WIDTH) return BY_WIDTH.all;
  return width >= OUTCOME_ALONE_FROM_WIDTH ? BY_WIDTH.outcome : BY_WIDTH.none;
}

/**
 * The smallest rollups at a width that can answer a question.
 * @param dimensions all that are filtered or grouped by
 */
export function marginalFor(dimensions: ReadonlySet<Dimension>, width: number): number {
  const further = [...dimensions].filter((dimension) => dimension !== 'outcome');
  if (further.length > 1) return ALL_SERIES;
  const marginal = MARGINALS.indexOf(further[0] ?? 'none');
  return marginalsAt(width).includes(marginal) ? marginal : ALL_SERIES;
}
