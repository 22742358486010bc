import { describe, expect, test } from 'vitest';
import type { AggregateQuery } from '../../../db/store.ts';
import { anAttempt, anOverload } from '../attempts.ts';
import { RecordModel, sortedCells } from '../record-model.ts';
import { ALL_TIME, DAY_MS, HOUR_MS, MINUTE_MS, T0, wholeRange } from './ranges.ts';
import type { Stores } from './stores.ts';
import { variedAttempts, variedQueries } from './varied.ts';

/** Counts by time and group, against a plain recount. */
export function testAggregate({ fresh }: Stores): void {
  describe('aggregate', () => {
    test('equals a count of the rows, for every step, group and filter', async () => {
      const store = await fresh();
      const model = new RecordModel();
      const attempts = variedAttempts();
      for (let i = 0; i < attempts.length; i += 40) {
        const batch = attempts.slice(i, i + 40);
        expect(await store.write(batch, 'process')).toEqual(model.write(batch));
      }
      for (const query of variedQueries())
        expect(sortedCells(await store.aggregate(query)), JSON.stringify(query)).toEqual(
          sortedCells(model.aggregate(query)),
        );
      while ((await store.compact(T0 + 30 * DAY_MS, 50)) > 0);
      for (const query of variedQueries())
        expect(sortedCells(await store.aggregate(query)), JSON.stringify(query)).toEqual(
          sortedCells(model.aggregate(query)),
        );
    });

    test('of several at once each is answered as by itself', async () => {
      const store = await fresh();
      const queries = variedQueries();
      const byItself = () => Promise.all(queries.map((query) => store.aggregate(query)));
      for (const batch of [variedAttempts().slice(0, 150), variedAttempts().slice(150)]) {
        await store.write(batch, 'process');
        expect((await store.aggregates(queries)).map(sortedCells)).toEqual((await byItself()).map(sortedCells));
        while ((await store.compact(T0 + 30 * DAY_MS, 50)) > 0);
      }
      expect((await store.aggregates(queries)).map(sortedCells)).toEqual((await byItself()).map(sortedCells));
      expect(await store.aggregates([])).toEqual([]);
      await expect(store.aggregates([wholeRange(), { ...wholeRange(), stepMs: 1 }])).rejects.toThrow(RangeError);
    });

    test('counts whole minutes: the start is rounded down, the end up', async () => {
      const store = await fresh();
      await store.write([anAttempt({ startedAtMs: T0 + MINUTE_MS + 10 })], 'process');
      const count = async (fromMs: number, toMs: number) =>
        (await store.aggregate({ ...wholeRange(), filter: { fromMs, toMs } })).length;
      expect(await count(T0 + MINUTE_MS + 59_999, T0 + HOUR_MS)).toBe(1);
      expect(await count(T0 + 2 * MINUTE_MS, T0 + HOUR_MS)).toBe(0);
      expect(await count(T0, T0 + MINUTE_MS)).toBe(0);
      expect(await count(T0, T0 + MINUTE_MS + 1)).toBe(1);
    });

    test('refuses a step that is not whole minutes', async () => {
      const store = await fresh();
      await expect(store.aggregate({ ...wholeRange(), stepMs: 1500 })).rejects.toThrow(RangeError);
      await expect(store.aggregate({ ...wholeRange(), stepMs: 0 })).rejects.toThrow(RangeError);
    });

    test('is empty where nothing is', async () => {
      const store = await fresh();
      expect(await store.aggregate(wholeRange())).toEqual([]);
      await store.write([anAttempt()], 'process');
      expect(await store.aggregate({ ...wholeRange(), filter: { ...ALL_TIME, model: ['no such'] } })).toEqual([]);
    });

    test('an abandoned attempt counts, but says nothing of latency', async () => {
      const store = await fresh();
      await store.write([anAttempt({ outcome: 'abandoned', status: null, ttftMs: null })], 'process');
      const [cell] = await store.aggregate({ ...wholeRange(), histograms: true });
      expect(cell).toMatchObject({ count: 1, latency: { count: 0 }, ttft: { count: 0 } });
    });
  });

  describe('first attempts', () => {
    test('are counted apart from retries, whoever makes them, and not of calls', async () => {
      const store = await fresh();
      await store.write(
        [
          anOverload({ callId: 'a', n: 1, final: false }),
          anAttempt({ callId: 'a', n: 2, cause: 'retry_overloaded' }),
          anOverload({ callId: 'b' }),
          anOverload({ callId: 'c', cause: 'client_retry' }),
        ],
        'process',
      );
      const firsts = async (unit: AggregateQuery['unit']) =>
        (await store.aggregate({ ...wholeRange(), unit, groupBy: ['outcome'] })).map((cell) => [
          cell.group[0],
          cell.count,
          cell.firsts,
        ]);
      const expected = [
        ['ok', 1, 0],
        ['overloaded', 3, 2],
      ];
      expect((await firsts('attempts')).toSorted()).toEqual(expected);
      await store.compact(T0 * 2, 100);
      expect((await firsts('attempts')).toSorted()).toEqual(expected);
      expect((await firsts('calls')).map(([, , count]) => count)).toEqual([0, 0]);
    });
  });
}
