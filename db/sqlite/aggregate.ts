import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { MINUTE_MS, segmentsFor } from '../rollup/levels.ts';
import { marginalFor } from '../rollup/marginals.ts';
import type { AggregateCell, AggregateQuery } from '../store.ts';
import { BucketSums, type MinuteRange } from './bucket-sums.ts';
import type { DeltaTable } from './delta-table.ts';
import type { RollupTable } from './rollup-table.ts';
import type { Grouping } from './series-filter.ts';

export interface AggregateTables {
  rollups: RollupTable;
  deltas: DeltaTable;
  /** Minutes before it have no rollups finer than hours. */
  fineFromMinute: number;
}

/**
 * Answers `Store.aggregate` from the rollups. Within one read transaction.
 * @param grouping that of the query's filter and groups
 */
export function aggregate(tables: AggregateTables, grouping: Grouping, query: AggregateQuery): AggregateCell[] {
  const range = minuteRange(query);
  const unit = UNITS.indexOf(query.unit);
  const sums = new BucketSums(range, grouping, query.histograms);
  for (const { width, from, to } of segmentsFor(range.from, range.to, range.step, tables.fineFromMinute)) {
    const kind = { width, unit, marginal: marginalFor(grouping.dimensions, width) };
    for (const [bucket, cells, histograms] of tables.rollups.range(kind, from, to, query.histograms))
      sums.addRollup(bucket, cells, histograms);
  }
  for (const row of tables.deltas.range(range.from, range.to, unit)) sums.addDelta(row);
  return sums.cells(query.filter.fromMs);
}

/** @throws RangeError for a step that is not a multiple of a minute. */
function minuteRange({ filter, stepMs }: AggregateQuery): MinuteRange {
  if (stepMs !== null && !(stepMs >= MINUTE_MS && stepMs % MINUTE_MS === 0))
    throw new RangeError(`stepMs is ${stepMs}, but must be a multiple of ${MINUTE_MS}`);
  return {
    from: Math.floor(filter.fromMs / MINUTE_MS),
    to: Math.ceil(filter.toMs / MINUTE_MS),
    step: stepMs === null ? null : stepMs / MINUTE_MS,
  };
}
