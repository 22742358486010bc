import { expect } from 'vitest';
import type { AggregateQuery, CallQuery, Filter, Store } from '../../../db/store.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { ALL_TIME, wholeRange } from './ranges.ts';

export async function countOf(
  store: Store,
  unit: AggregateQuery['unit'],
  filter: Partial<Filter> = {},
): Promise<number> {
  const cells = await store.aggregate({ ...wholeRange(), unit, filter: { ...ALL_TIME, ...filter } });
  return cells.reduce((sum, cell) => sum + cell.count, 0);
}

export async function allPages(store: Store, query: CallQuery): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = query.cursor;
  do {
    const page = await store.calls({ ...query, cursor });
    expect(page.rows.length).toBeLessThanOrEqual(query.limit);
    ids.push(...page.rows.map((row) => row.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

export async function collect(pages: AsyncIterable<Attempt[]>): Promise<Attempt[]> {
  const rows: Attempt[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}
