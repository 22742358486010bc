import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { MINUTE_MS, segmentsFor } from '../rollup/levels.ts';
import { marginalFor } from '../rollup/marginals.ts';
import type { AggregateCell, AggregateQuery } from '../store.ts';
import { BucketSums, type MinuteRange } from './bucket-sums.ts';
import type { DeltaTable } from './delta-table.ts';
import type { RollupKind, RollupTable } from './rollup-table.ts';
import type { Grouping } from './series-filter.ts';

export interface AggregateTables {
  rollups: RollupTable;
  deltas: DeltaTable;
  /** Minutes before it have no rollups finer than hours. */
  fineFromMinute: number;
}

/** A query with the grouping of its filter and groups. */
export interface GroupedQuery {
  query: AggregateQuery;
  grouping: Grouping;
}

/** A query being answered. */
interface Answer {
  query: AggregateQuery;
  grouping: Grouping;
  range: MinuteRange;
  unit: number;
  sums: BucketSums;
}

/**
 * Answers `Store.aggregates` from the rollups: what several queries want is read once. Within one read transaction.
 * @throws RangeError for a step that is not a multiple of a minute
 */
export function aggregate(tables: AggregateTables, queries: readonly GroupedQuery[]): AggregateCell[][] {
  const answers = queries.map(({ query, grouping }): Answer => {
    const range = minuteRange(query);
    const sums = new BucketSums(range, grouping, query.histograms);
    return { query, grouping, range, unit: UNITS.indexOf(query.unit), sums };
  });
  addRollups(tables, answers);
  addDeltas(tables, answers);
  return answers.map(({ query, sums }) => sums.cells(query.filter.fromMs));
}

function addRollups({ rollups, fineFromMinute }: AggregateTables, answers: readonly Answer[]): void {
  const scans = new Map<string, { kind: RollupKind; from: number; to: number; sums: BucketSums[] }>();
  for (const { unit, grouping, range, sums } of answers)
    for (const { width, from, to } of segmentsFor(range.from, range.to, range.step, fineFromMinute)) {
      const kind = { width, unit, marginal: marginalFor(grouping.dimensions, width) };
      const key = JSON.stringify([kind, from, to]);
      const scan = scans.get(key);
      if (scan) scan.sums.push(sums);
      else scans.set(key, { kind, from, to, sums: [sums] });
    }
  for (const { kind, from, to, sums } of scans.values()) {
    const withHistograms = sums.some((one) => one.withHistograms);
    for (const [bucket, cells, histograms] of rollups.range(kind, from, to, withHistograms))
      for (const one of sums) one.addRollup(bucket, cells, histograms);
  }
}

function addDeltas({ deltas }: AggregateTables, answers: readonly Answer[]): void {
  const scans = Map.groupBy(answers, ({ unit, range: { from, to } }) => JSON.stringify([unit, from, to]));
  for (const scan of scans.values()) {
    const [{ unit, range }] = scan as [Answer, ...Answer[]];
    for (const row of deltas.range(range.from, range.to, unit)) for (const { sums } of scan) sums.addDelta(row);
  }
}

function minuteRange({ filter, stepMs }: AggregateQuery): MinuteRange {
  if (stepMs !== null && !(stepMs >= MINUTE_MS && stepMs % MINUTE_MS === 0))
    throw new RangeError(`stepMs is ${stepMs}, but must be a multiple of ${MINUTE_MS}`);
  return {
    from: Math.floor(filter.fromMs / MINUTE_MS),
    to: Math.ceil(filter.toMs / MINUTE_MS),
    step: stepMs === null ? null : stepMs / MINUTE_MS,
  };
}
