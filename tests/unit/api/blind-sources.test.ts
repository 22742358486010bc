import { describe, expect, it } from 'vitest';
import type { AggregateCell, AggregateQuery } from '../../../db/store.ts';
import { blindSources } from '../../../lib/api/blind-sources.ts';

const FILTER = { fromMs: 0, toMs: 1, outcome: ['overloaded' as const] };

/** A store that answers with `[source, count, retries]` by unit. */
function storeOf(cells: Record<'attempts' | 'calls', [string, number, number][]>) {
  const asked: AggregateQuery[] = [];
  return {
    asked,
    async aggregate(query: AggregateQuery) {
      asked.push(query);
      return cells[query.unit].map(
        ([source, count, retries]) => ({ group: [source], count, retries }) as AggregateCell,
      );
    },
  };
}

describe('blindSources', () => {
  it('is empty for what passed the gateway, which sees all', async () => {
    const store = storeOf({ attempts: [['proxy', 5, 0]], calls: [['proxy', 3, 9]] });
    expect(await blindSources(store, FILTER)).toEqual([]);
  });

  it('names telemetry wherever there is any, whatever the outcome asked for', async () => {
    const store = storeOf({ attempts: [['otlp', 1, 0]], calls: [] });
    expect(await blindSources(store, FILTER)).toEqual(['otlp']);
    expect(store.asked[0]?.filter).toEqual({ fromMs: 0, toMs: 1 });
  });

  it('names reports only where their calls had more attempts than were told of', async () => {
    const attempts: [string, number, number][] = [['report', 3, 0]];
    expect(await blindSources(storeOf({ attempts, calls: [['report', 2, 1]] }), FILTER)).toEqual([]);
    expect(await blindSources(storeOf({ attempts, calls: [['report', 2, 4]] }), FILTER)).toEqual(['report']);
  });
});
