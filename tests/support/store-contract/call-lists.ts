import { describe, expect, test } from 'vitest';
import type { CallQuery, Filter } from '../../../db/store.ts';
import { CursorError } from '../../../db/store.ts';
import { anAttempt, anOverload } from '../attempts.ts';
import { RecordModel } from '../record-model.ts';
import { ALL_TIME, DAY_MS, T0, wholeRange } from './ranges.ts';
import { allPages } from './reading.ts';
import type { Stores } from './stores.ts';
import { variedAttempts, variedFilters } from './varied.ts';

/** Lists of calls, page by page, and searching them. */
export function testCallLists({ fresh }: Stores): void {
  describe('calls', () => {
    test('pages through everything once, newest first, under any filter', async () => {
      const store = await fresh();
      const model = new RecordModel();
      const attempts = variedAttempts();
      await store.write(attempts, 'process');
      model.write(attempts);
      for (const filter of variedFilters()) {
        const ids = await allPages(store, { filter, limit: 7, cursor: null });
        const expected = model.aggregate({ ...wholeRange(), filter, unit: 'calls' })[0]?.count ?? 0;
        expect(ids, JSON.stringify(filter)).toHaveLength(expected);
        expect(new Set(ids).size).toBe(ids.length);
      }
    });

    test('is in the order of the calls’ starts, also where they share a millisecond', async () => {
      const store = await fresh();
      const starts = [5, 3, 3, 3, 3, 9, 1, 3];
      const attempts = starts.map((start, i) =>
        anAttempt({ callId: `c${i}`, startedAtMs: T0 + start, model: i % 2 ? 'a' : 'b' }),
      );
      await store.write(attempts, 'process');
      const rows = (await store.calls({ filter: ALL_TIME, limit: 100, cursor: null })).rows;
      expect(rows.map((row) => row.startedAtMs - T0)).toEqual([9, 5, 3, 3, 3, 3, 3, 1]);
      const paged = await allPages(store, { filter: ALL_TIME, limit: 1, cursor: null });
      expect(paged).toEqual(rows.map((row) => row.id));
    });

    test('what comes later does not disturb the pages', async () => {
      const store = await fresh();
      const at = (second: number) => anAttempt({ callId: `c${second}`, startedAtMs: T0 + second * 1000 });
      await store.write([1, 2, 3, 4].map(at), 'process');
      const query: CallQuery = { filter: ALL_TIME, limit: 2, cursor: null };
      const first = await store.calls(query);
      await store.write([5, 6].map(at), 'process');
      const second = await store.calls({ ...query, cursor: first.nextCursor });
      expect(second.rows.map((row) => row.callId)).toEqual(['c2', 'c1']);
      expect(second.nextCursor).toBeNull();
    });

    test.each([
      '',
      'x',
      '1',
      'a-b',
      '1-2-3-4',
      "1-2-3'; DROP TABLE attempts",
      'zzzzzzzzzzz-1-1',
      '-1-1',
      'a'.repeat(999),
    ])('refuses the cursor %j', async (cursor) => {
      const store = await fresh();
      await expect(store.calls({ filter: ALL_TIME, limit: 10, cursor })).rejects.toThrow(CursorError);
    });

    test.each([0, -1, 1.5, 1001, Number.NaN])('refuses the limit %d', async (limit) => {
      const store = await fresh();
      await expect(store.calls({ filter: ALL_TIME, limit, cursor: null })).rejects.toThrow(RangeError);
    });

    test('finds rare calls among many others', async () => {
      const store = await fresh();
      const many = Array.from({ length: 4000 }, (_, i) =>
        anAttempt({ callId: `c${i}`, startedAtMs: T0 + i, model: i % 1000 === 7 ? 'rare' : `common-${i % 3}` }),
      );
      await store.write(many, 'process');
      const filter = { ...ALL_TIME, model: ['rare'] };
      expect(await allPages(store, { filter, limit: 3, cursor: null })).toEqual([
        'c3007.1',
        'c2007.1',
        'c1007.1',
        'c7.1',
      ]);
      const common = await allPages(store, {
        filter: { ...ALL_TIME, model: ['common-0'] },
        limit: 500,
        cursor: null,
      });
      expect(common).toEqual(
        many
          .filter((attempt) => attempt.model === 'common-0')
          .map((attempt) => attempt.id)
          .reverse(),
      );
    });
  });

  describe('search', () => {
    const calls = [
      anOverload({ callId: 'c1', startedAtMs: T0 + 1, requestId: 'req_011CSHoEeqs5C35K2UUqR7Fy' }),
      anAttempt({ callId: 'c2', startedAtMs: T0 + 2, requestId: 'short', errorMessage: '100% of _quota_ \\ used' }),
      anOverload({ callId: 'c3', n: 1, final: false, startedAtMs: T0 + 3, requestId: 'req_of_an_earlier_attempt' }),
      anAttempt({ callId: 'c3', n: 2, startedAtMs: T0 + 4 }),
    ];

    test.each([
      ['a request id', 'req_011CSHoEeqs5C35K2UUqR7Fy', ['c1']],
      ['spaces around it', '  short ', ['c2']],
      ['the request id of an earlier attempt', 'req_of_an_earlier_attempt', ['c3']],
      ['a call id', 'c2', ['c2']],
      ['a fragment of a message, in any case', 'OVERLOAD', ['c1']],
      ['the wildcards of SQL as they are', '100% of _quota_ \\', ['c2']],
      ['wildcards that would match', 'Over%ed', []],
      ['part of a request id', 'req_011CSHoEeqs5C35K2UUqR7F', []],
      ['one letter', 'O', []],
      ['nothing at all', '   ', ['c3', 'c2', 'c1']],
    ])('%s', async (_, search, expected) => {
      const store = await fresh();
      await store.write(calls, 'process');
      const { rows } = await store.calls({ filter: ALL_TIME, limit: 10, cursor: null, search });
      expect(rows.map((row) => row.callId)).toEqual(expected);
    });

    test('keeps to the filter and the range', async () => {
      const store = await fresh();
      await store.write(calls, 'process');
      const found = async (filter: Filter, search: string) =>
        (await store.calls({ filter, limit: 10, cursor: null, search })).rows.length;
      expect(await found({ ...ALL_TIME, outcome: ['ok'] }, 'c1')).toBe(0);
      expect(await found({ ...ALL_TIME, outcome: ['ok'] }, 'overloaded')).toBe(0);
      expect(await found({ fromMs: T0 + 2, toMs: T0 + DAY_MS }, 'c1')).toBe(0);
      expect(await found({ fromMs: T0 + 2, toMs: T0 + DAY_MS }, 'overloaded')).toBe(0);
    });

    test('pages through many calls with many different messages', async () => {
      const store = await fresh();
      const many = Array.from({ length: 1200 }, (_, i) =>
        anOverload({ callId: `c${i}`, startedAtMs: T0 + i, errorMessage: `Overloaded ${i % 700}` }),
      );
      await store.write(many, 'process');
      const all = await allPages(store, { filter: ALL_TIME, limit: 250, cursor: null, search: 'overloaded' });
      expect(all).toEqual(many.map((attempt) => attempt.id).reverse());
      const some = await allPages(store, { filter: ALL_TIME, limit: 3, cursor: null, search: 'overloaded 7' });
      expect(some).toEqual(
        many
          .filter((attempt) => attempt.errorMessage?.startsWith('Overloaded 7'))
          .map((attempt) => attempt.id)
          .reverse(),
      );
    });
  });
}
