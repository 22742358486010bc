import { describe, expect, test } from 'vitest';
import { anAttempt, anOverload } from '../attempts.ts';
import { RecordModel } from '../record-model.ts';
import { ALL_TIME, DAY_MS, T0, wholeRange } from './ranges.ts';
import { collect } from './reading.ts';
import type { Stores } from './stores.ts';
import { variedAttempts, variedFilters } from './varied.ts';

/** Attempts one after the other: all that match, and what is new. */
export function testAttemptPages({ fresh }: Stores): void {
  describe('attempts', () => {
    test('streams all that match, oldest first, under any filter', async () => {
      const store = await fresh();
      const model = new RecordModel();
      const varied = variedAttempts();
      await store.write(varied, 'process');
      model.write(varied);
      for (const filter of variedFilters()) {
        const rows = await collect(store.attempts(filter));
        const expected = model.aggregate({ ...wholeRange(), filter, unit: 'attempts' })[0]?.count ?? 0;
        expect(rows, JSON.stringify(filter)).toHaveLength(expected);
        expect(rows.every((row, i) => i === 0 || (rows[i - 1]?.startedAtMs ?? 0) <= row.startedAtMs)).toBe(true);
      }
      expect(new Map((await collect(store.attempts(ALL_TIME))).map((row) => [row.id, row]))).toEqual(
        new Map(model.attempts().map((attempt) => [attempt.id, attempt])),
      );
    });

    test('keeps to the exact milliseconds of the range', async () => {
      const store = await fresh();
      await store.write(
        [0, 1, 2, 3].map((ms) => anAttempt({ callId: `c${ms}`, startedAtMs: T0 + ms })),
        'process',
      );
      const rows = await collect(store.attempts({ fromMs: T0 + 1, toMs: T0 + 3 }));
      expect(rows.map((row) => row.callId)).toEqual(['c1', 'c2']);
    });

    test('leaves out what is written while it runs', async () => {
      const store = await fresh();
      const at = (i: number) => anAttempt({ callId: `c${i}`, startedAtMs: T0 + i });
      await store.write(
        Array.from({ length: 1200 }, (_, i) => at(i)),
        'process',
      );
      let rows = 0;
      for await (const page of store.attempts(ALL_TIME)) {
        rows += page.length;
        if (rows === page.length) await store.write([at(5000), at(5001)], 'process');
      }
      expect(rows).toBe(1200);
    });

    test('searches as lists do, but among all attempts', async () => {
      const store = await fresh();
      await store.write(
        [
          anOverload({ callId: 'c1', n: 1, final: false, startedAtMs: T0 + 1 }),
          anAttempt({ callId: 'c1', n: 2, startedAtMs: T0 + 2 }),
          anOverload({ callId: 'c2', startedAtMs: T0 + 3, requestId: 'req_x' }),
        ],
        'process',
      );
      const ids = async (search: string) => (await collect(store.attempts(ALL_TIME, search))).map((row) => row.id);
      expect(await ids('overloaded')).toEqual(['c1.1', 'c2.1']);
      expect(await ids('c1')).toEqual(['c1.1', 'c1.2']);
      expect(await ids('req_x')).toEqual(['c2.1']);
      expect(await ids('nowhere')).toEqual([]);
    });
  });

  describe('since', () => {
    test('tells what was written after a number, in the order of writing', async () => {
      const store = await fresh();
      expect(await store.since(0, 0)).toEqual({ rows: [], seq: 0 });
      await store.write([anAttempt({ callId: 'late', startedAtMs: T0 + DAY_MS })], 'process');
      const { seq } = await store.since(0, 0);
      await store.write(
        ['a', 'b', 'c'].map((callId) => anAttempt({ callId })),
        'process',
      );
      const first = await store.since(seq, 2);
      expect(first.rows.map((row) => row.callId)).toEqual(['a', 'b']);
      const rest = await store.since(first.seq, 2);
      expect(rest.rows.map((row) => row.callId)).toEqual(['c']);
      expect(await store.since(rest.seq, 2)).toEqual({ rows: [], seq: rest.seq });
    });
  });

  describe('writtenSince', () => {
    test('tells the start of the oldest attempt that came, in whatever order', async () => {
      const store = await fresh();
      expect(await store.writtenSince(0)).toEqual({ seq: 0, oldestMs: null });
      await store.write([anAttempt({ callId: 'a', startedAtMs: T0 + 5 })], 'process');
      const { seq, oldestMs } = await store.writtenSince(0);
      expect(oldestMs).toBe(T0 + 5);
      expect(await store.writtenSince(seq)).toEqual({ seq, oldestMs: null });
      const late = [T0 + 9, T0 + 1, T0 + 7].map((startedAtMs, i) => anAttempt({ callId: `late-${i}`, startedAtMs }));
      await store.write(late, 'process');
      expect(await store.writtenSince(seq)).toEqual({ seq: seq + 3, oldestMs: T0 + 1 });
    });
  });
}
