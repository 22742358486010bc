import type { AggregateCell, Dimension, Filter, Store } from '../../db/store.ts';
import type { Unit } from '../outcome/vocabulary.ts';
import { figures } from './figures.ts';
import { byLabel, topGroups } from './groups.ts';
import type { BreakdownAnswer, BreakdownRow } from './shapes.ts';
import { wholeMinutes } from './summary.ts';

const outcomeSecond = (cell: AggregateCell): string => cell.group[1] ?? '';

/** A range's figures by one label, the largest group first. */
export async function breakdownAnswer(
  store: Pick<Store, 'aggregate'>,
  asked: Filter,
  unit: Unit,
  by: Dimension,
): Promise<BreakdownAnswer> {
  const filter = wholeMinutes(asked);
  const top = await topGroups(store, filter, unit, by);
  const cells = await store.aggregate({ filter, unit, stepMs: null, groupBy: [by, 'outcome'], histograms: true });
  const total = cells.reduce((sum, cell) => sum + cell.count, 0);
  const labelled = byLabel(cells);
  const row = (key: string, own: readonly AggregateCell[]): BreakdownRow => {
    const rates = figures(own, outcomeSecond);
    return { key, ...rates, share: total > 0 ? rates.total / total : null };
  };
  const rows = top.keys.map((key) => row(key, labelled.get(key) ?? []));
  if (top.hasOther) {
    const rest = cells.filter((cell) => !top.keys.includes(cell.group[0] ?? ''));
    rows.push({ ...row('other', rest), other: true });
  }
  return { from: filter.fromMs, to: filter.toMs, unit, by, rows, ...(top.hasOther && { truncated: true as const }) };
}
