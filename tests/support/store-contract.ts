import { afterEach, describe, expect, test } from 'vitest';
import type { AggregateQuery, CallQuery, Filter, Store } from '../../db/store.ts';
import { CursorError } from '../../db/store.ts';
import { toDense } from '../../lib/histogram/dense.ts';
import { histogramOf } from '../../lib/histogram/histogram.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from './attempts.ts';
import { RecordModel, sortedCells } from './record-model.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** A Monday, 00:00 UTC. */
export const T0 = Date.UTC(2026, 2, 2);
export const ALL_TIME: Filter = { fromMs: 0, toMs: T0 * 2 };

/** A store of its own for one test. */
export interface OpenedStore {
  store: Store;
  /** Closes it and opens it anew, as after a restart. */
  reopen(): Promise<Store>;
  /** Ends it and deletes what it kept. */
  dispose(): Promise<void>;
}

/** What any implementation of `Store` must do. */
export function testStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name}: the Store contract`, () => {
    let opened: OpenedStore | undefined;
    const fresh = async (): Promise<Store> => {
      opened = await open();
      return opened.store;
    };
    const reopened = async (): Promise<Store> => {
      if (!opened) throw new Error('nothing was opened');
      return opened.reopen();
    };
    afterEach(async () => {
      await opened?.dispose();
      opened = undefined;
    });

    describe('write', () => {
      test('gives back what was written, field by field', async () => {
        const store = await fresh();
        const attempt = fullAttempt();
        expect(await store.write([attempt], 'power')).toEqual({ accepted: 1, duplicates: 0 });
        expect(await store.call(attempt.callId)).toEqual([{ ...attempt, seq: expect.any(Number) }]);
        expect(await (await reopened()).call(attempt.callId)).toEqual([{ ...attempt, seq: expect.any(Number) }]);
      });

      test('gives back an attempt of which next to nothing is known', async () => {
        const store = await fresh();
        const attempt = bareAttempt();
        await store.write([attempt], 'process');
        expect(await store.call(attempt.callId)).toEqual([{ ...attempt, seq: expect.any(Number) }]);
      });

      test.each(hostileTexts())('keeps hostile text as it is: %j', async (text) => {
        const store = await fresh();
        const attempt = anAttempt({
          callId: text,
          model: text,
          app: text,
          client: text,
          endpoint: text,
          errorMessage: text,
          requestId: text,
          userAgent: text,
        });
        await store.write([attempt], 'process');
        expect(await store.call(text)).toEqual([{ ...attempt, seq: expect.any(Number) }]);
        const query: CallQuery = { filter: { ...ALL_TIME, model: [text] }, limit: 10, cursor: null };
        expect((await store.calls(query)).rows).toHaveLength(1);
        expect((await store.calls({ ...query, search: text })).rows).toHaveLength(1);
        expect(await store.labels('app')).toEqual([text]);
      });

      test('an id sent twice counts once: in one batch, in two, after a restart', async () => {
        const store = await fresh();
        const report = anAttempt({ id: 'r-1', callId: 'c-1', source: 'report' });
        expect(await store.write([report, report], 'power')).toEqual({ accepted: 1, duplicates: 1 });
        expect(await store.write([report], 'power')).toEqual({ accepted: 0, duplicates: 1 });
        const again = await reopened();
        expect(await again.write([report, anAttempt({ id: 'r-2', callId: 'c-1', n: 2 })], 'power')).toEqual({
          accepted: 1,
          duplicates: 1,
        });
        expect((await again.size()).attempts).toBe(2);
      });

      test('ids are compared whole, however they are made up', async () => {
        const store = await fresh();
        const ids = [
          anAttempt({ id: 'a.1', callId: 'a', n: 1 }),
          anAttempt({ id: 'a.1', callId: 'elsewhere', n: 1 }),
          anAttempt({ id: 'a', callId: 'a', n: 1 }),
          anAttempt({ id: 'a', callId: 'b', n: 1 }),
          anAttempt({ id: 'a.01', callId: 'a', n: 1 }),
          anAttempt({ id: 'a.1.1', callId: 'a.1', n: 1 }),
        ];
        expect(await store.write(ids, 'process')).toEqual({ accepted: 4, duplicates: 2 });
        for (const attempt of ids)
          expect(await store.write([attempt], 'process')).toEqual({ accepted: 0, duplicates: 1 });
      });

      test('an empty batch is nothing', async () => {
        const store = await fresh();
        expect(await store.write([], 'power')).toEqual({ accepted: 0, duplicates: 0 });
        expect(await store.size()).toMatchObject({ attempts: 0, oldestMs: null });
      });

      test.each([
        ['an id that is empty', { id: '' }],
        ['an id of 201 characters', { id: 'x'.repeat(201) }],
        ['a start that is no number', { startedAtMs: Number.NaN }],
        ['a start before 1970', { startedAtMs: -1 }],
        ['an unknown outcome', { outcome: 'fine' as Attempt['outcome'] }],
        ['an unknown source', { source: 'gossip' as Attempt['source'] }],
      ])('refuses a batch with %s, and keeps nothing of it', async (_, overrides) => {
        const store = await fresh();
        const batch = [anAttempt({ callId: 'good' }), anAttempt({ callId: 'bad', ...overrides })];
        await expect(store.write(batch, 'process')).rejects.toMatchObject({ name: 'StoreError', code: 'malformed' });
        expect((await store.size()).attempts).toBe(0);
        expect(await store.labels('model')).toEqual([]);
        expect(await store.write([anAttempt({ callId: 'good' })], 'process')).toEqual({ accepted: 1, duplicates: 0 });
        expect(await store.call('good')).toHaveLength(1);
      });

      test('makes odd numbers storable instead of failing', async () => {
        const store = await fresh();
        const odd = anAttempt({
          durationMs: -5,
          waitedMs: Number.NaN,
          ttftMs: 12.6,
          requestBytes: Number.POSITIVE_INFINITY,
          status: 12_345,
          retryCount: -1,
        });
        await store.write([odd], 'process');
        const [row] = await store.call(odd.callId);
        expect(row).toMatchObject({ durationMs: 0, waitedMs: 0, ttftMs: 13, status: null, retryCount: 0 });
        expect(Number.isSafeInteger(row?.requestBytes)).toBe(true);
      });
    });

    describe('calls of several attempts', () => {
      const first = anOverload({ callId: 'c', n: 1, startedAtMs: T0, durationMs: 100 });
      const second = anAttempt({ callId: 'c', n: 2, startedAtMs: T0 + 90_000, durationMs: 900 });
      const whole = {
        ...second,
        call: { startedAtMs: T0, durationMs: 90_900, queuedMs: 5, backoffMs: 89_000, attempts: 2 },
      };

      test('a later attempt takes `final` from an earlier one', async () => {
        const store = await fresh();
        await store.write([first], 'process');
        expect((await store.call('c')).map((row) => row.final)).toEqual([true]);
        await store.write([whole], 'process');
        const rows = await store.call('c');
        expect(rows.map((row) => [row.n, row.final, row.call])).toEqual([
          [1, false, null],
          [2, true, whole.call],
        ]);
        expect(await countOf(store, 'attempts')).toBe(2);
        expect(await countOf(store, 'calls')).toBe(1);
        expect(await countOf(store, 'calls', { outcome: ['overloaded'] })).toBe(0);
      });

      test('so it does when it came first', async () => {
        const store = await fresh();
        await store.write([whole], 'process');
        await store.write([first], 'process');
        expect((await store.call('c')).map((row) => row.final)).toEqual([false, true]);
        expect(await countOf(store, 'calls')).toBe(1);
      });

      test('a later attempt that is not final takes it too', async () => {
        const store = await fresh();
        await store.write([first], 'process');
        await store.write([anOverload({ callId: 'c', n: 2, final: false, startedAtMs: T0 + 5 })], 'process');
        expect((await store.call('c')).map((row) => row.final)).toEqual([false, false]);
        expect(await countOf(store, 'calls')).toBe(0);
      });

      test('of reports with one number the one that started later is final', async () => {
        const store = await fresh();
        const reports = [3, 1, 2].map((i) =>
          anAttempt({
            id: `r-${i}`,
            callId: 'c',
            n: 1,
            startedAtMs: T0 + i * 1000,
            source: 'report',
            requestId: `req_${i}`,
          }),
        );
        await store.write(reports, 'process');
        expect((await store.call('c')).map((row) => [row.id, row.final])).toEqual([
          ['r-1', false],
          ['r-2', false],
          ['r-3', true],
        ]);
      });

      test('very many reports with one call id are calls of their own from some number on', async () => {
        const store = await fresh();
        const reports = Array.from({ length: 1000 }, (_, i) =>
          anAttempt({ id: `r-${i}`, callId: 'session', n: 1, startedAtMs: T0 + i, source: 'report', requestId: null }),
        );
        expect(await store.write(reports, 'process')).toEqual({ accepted: 1000, duplicates: 0 });
        expect(await store.write(reports, 'process')).toEqual({ accepted: 0, duplicates: 1000 });
        expect(await countOf(store, 'attempts')).toBe(1000);
        const calls = await countOf(store, 'calls');
        expect(calls).toBeGreaterThan(500);
        expect(calls).toBeLessThan(1000);
      });

      test('a call counts in the minute in which it began, an attempt in its own', async () => {
        const store = await fresh();
        await store.write([{ ...first, final: false, call: null }, whole], 'process');
        const query = { filter: { fromMs: T0, toMs: T0 + HOUR_MS }, stepMs: MINUTE_MS, groupBy: [], histograms: false };
        const attempts = await store.aggregate({ ...query, unit: 'attempts' });
        expect(attempts.map((cell) => [cell.bucketMs - T0, cell.count])).toEqual([
          [0, 1],
          [MINUTE_MS, 1],
        ]);
        const calls = await store.aggregate({ ...query, unit: 'calls' });
        expect(calls).toMatchObject([{ bucketMs: T0, count: 1, retries: 1, queuedMs: 5, backoffMs: 89_000 }]);
      });

      test('a call’s latency and time to first token are those the application felt', async () => {
        const store = await fresh();
        await store.write(
          [
            { ...first, final: false, call: null },
            { ...whole, ttftMs: 40 },
          ],
          'process',
        );
        const [cell] = await store.aggregate({ ...wholeRange(), unit: 'calls', histograms: true });
        expect(cell?.latency).toEqual(toDense(histogramOf([90_900])));
        expect(cell?.ttft).toEqual(toDense(histogramOf([90_040])));
      });
    });

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

    describe('labels and cardinality', () => {
      test('tells distinct values, the most frequent first', async () => {
        const store = await fresh();
        const models = ['a', 'b', 'b', 'c', 'b', 'c', null];
        await store.write(
          models.map((model, i) => anAttempt({ callId: `c${i}`, model, stream: i > 0, status: i === 0 ? null : 200 })),
          'process',
        );
        expect((await store.labels('model')).slice(0, 2)).toEqual(['b', 'c']);
        expect(new Set(await store.labels('model'))).toEqual(new Set(['a', 'b', 'c', '']));
        expect(await store.labels('stream')).toEqual(['true', 'false']);
        expect(await store.labels('status')).toEqual(['200', '0']);
        expect(await store.labels('source')).toEqual(['proxy']);
      });

      test('nothing has become `other` in ordinary use', async () => {
        const store = await fresh();
        await store.write([anAttempt(), anAttempt({ callId: 'c2', model: 'b' })], 'process');
        expect(await store.cardinality()).toMatchObject({ series: 2, collapsed: [] });
      });
    });

    describe('attempts under way', () => {
      const openNote = (callId: string, processId: string) => ({
        callId,
        n: 1,
        startedAtMs: T0,
        provider: 'anthropic',
        endpoint: '/v1/messages',
        model: 'm',
        stream: true,
        app: 'search',
        client: null,
        processId,
      });

      test('what a dead process left open is abandoned; what was written or belongs to this one is not', async () => {
        const store = await fresh();
        await store.noteOpen([openNote('died', 'old'), openNote('done', 'old'), openNote('mine', 'new')], T0 + 700);
        await store.write([anAttempt({ callId: 'done' })], 'process');
        expect(await store.settleAbandoned('new', T0 + HOUR_MS)).toBe(1);
        expect(await store.call('died')).toMatchObject([
          {
            id: 'died.1',
            outcome: 'abandoned',
            final: true,
            startedAtMs: T0,
            durationMs: 700,
            app: 'search',
            status: null,
          },
        ]);
        expect(await store.call('mine')).toEqual([]);
        expect(await store.settleAbandoned('new', T0 + HOUR_MS)).toBe(0);
        expect(await store.settleAbandoned('newer', T0 + HOUR_MS)).toBe(1);
      });

      test('those that were noted are told by minute, but for retries and those that have ended', async () => {
        const store = await fresh();
        const late = { ...openNote('late', 'p'), startedAtMs: T0 + MINUTE_MS + 1, model: null };
        const retry = { ...openNote('retry', 'p'), n: 2 };
        await store.noteOpen([openNote('a', 'p'), openNote('b', 'q'), openNote('done', 'p'), late, retry], T0);
        await store.write([anAttempt({ callId: 'done' })], 'process');
        const provider = 'anthropic';
        expect(await store.underWay(T0, T0 + HOUR_MS)).toEqual([
          { minuteMs: T0, provider, model: 'm', attempts: 2 },
          { minuteMs: T0 + MINUTE_MS, provider, model: '', attempts: 1 },
        ]);
        expect(await store.underWay(T0 + 1, T0 + MINUTE_MS + 1)).toEqual([]);
      });

      test('a note that is forgotten is not settled', async () => {
        const store = await fresh();
        await store.noteOpen([openNote('gone', 'old')], T0);
        await store.noteOpen([], T0, [{ callId: 'gone', n: 1 }]);
        expect(await store.settleAbandoned('new', T0)).toBe(0);
      });

      test('the real end replaces a presumed one', async () => {
        const store = await fresh();
        await store.noteOpen([openNote('c', 'old')], T0);
        await store.settleAbandoned('new', T0 + 5);
        const { seq } = await store.since(0, 0);
        const real = anAttempt({ callId: 'c', startedAtMs: T0, durationMs: 100 });
        expect(await store.write([real], 'process')).toEqual({ accepted: 1, duplicates: 0 });
        expect(await store.write([real], 'process')).toEqual({ accepted: 0, duplicates: 1 });
        expect(await store.call('c')).toMatchObject([{ outcome: 'ok', final: true }]);
        expect((await store.size()).attempts).toBe(1);
        expect((await store.since(seq, 10)).rows).toHaveLength(1);
        expect(await countOf(store, 'attempts')).toBe(1);
        expect(await countOf(store, 'calls', { outcome: ['abandoned'] })).toBe(0);
      });
    });

    describe('policies', () => {
      test('keeps the newest in force and all of them as history', async () => {
        const store = await fresh();
        expect(await store.policies()).toBeNull();
        const first = await store.putPolicies({ overloaded: { maxRetries: 4 } }, T0, 'less');
        const second = await store.putPolicies({ overloaded: { maxRetries: 9 } }, T0 + 10, null);
        expect(first).toEqual({ id: first.id, atMs: T0, policies: { overloaded: { maxRetries: 4 } }, note: 'less' });
        expect(second.id).toBeGreaterThan(first.id);
        expect(await (await reopened()).policies()).toEqual(second);
        const history = (await opened?.reopen())?.policyHistory;
        expect(await history?.(T0, T0 + 10)).toEqual([first]);
        expect(await history?.(T0, T0 + 11)).toEqual([first, second]);
      });
    });

    describe('expire', () => {
      test('deletes the oldest attempts in steps; hours and days stay', async () => {
        const store = await fresh();
        const model = new RecordModel();
        const attempts = variedAttempts();
        await store.write(attempts, 'process');
        model.write(attempts);
        await store.compact(T0 + DAY_MS, 100);
        const beforeMs = T0 + 2 * DAY_MS + 90 * MINUTE_MS;
        const expected = model.expire(beforeMs);
        let deleted = 0;
        for (;;) {
          const step = await store.expire(beforeMs, 30);
          expect(step).toBeLessThanOrEqual(30);
          deleted += step;
          if (step === 0) break;
        }
        expect(deleted).toBe(expected);
        expect((await store.size()).attempts).toBe(model.attempts().length);
        expect((await store.size()).oldestMs).toBeGreaterThanOrEqual(beforeMs);
        expect(await collect(store.attempts(ALL_TIME))).toHaveLength(model.attempts().length);
        for (const query of variedQueries().filter(isOfWholeHours))
          expect(sortedCells(await store.aggregate(query)), JSON.stringify(query)).toEqual(
            sortedCells(model.aggregate(query)),
          );
      });

      test('where minutes have expired, whole hours stand for them', async () => {
        const store = await fresh();
        await store.write([anAttempt({ startedAtMs: T0 + 50 * MINUTE_MS })], 'process');
        await store.expire(T0 + DAY_MS, 10);
        const filter = { fromMs: T0 + 30 * MINUTE_MS, toMs: T0 + 35 * MINUTE_MS };
        const cells = await store.aggregate({ ...wholeRange(), filter, stepMs: MINUTE_MS });
        expect(cells).toMatchObject([{ bucketMs: T0 + 30 * MINUTE_MS, count: 1 }]);
      });

      test('texts that an attempt still needs stay', async () => {
        const store = await fresh();
        const now = Date.now();
        await store.write(
          [
            anOverload({ callId: 'old', startedAtMs: now - 100 * DAY_MS }),
            anOverload({ callId: 'new', startedAtMs: now }),
          ],
          'process',
        );
        while ((await store.expire(now - 90 * DAY_MS, 10)) > 0);
        expect(await (await reopened()).call('new')).toMatchObject([
          { errorMessage: 'Overloaded', userAgent: 'Anthropic/JS 1.12.0' },
        ]);
      });
    });
  });
}

async function countOf(store: Store, unit: AggregateQuery['unit'], filter: Partial<Filter> = {}): Promise<number> {
  const cells = await store.aggregate({ ...wholeRange(), unit, filter: { ...ALL_TIME, ...filter } });
  return cells.reduce((sum, cell) => sum + cell.count, 0);
}

function wholeRange(): AggregateQuery {
  return { filter: ALL_TIME, unit: 'attempts', stepMs: null, groupBy: [], histograms: false };
}

async function allPages(store: Store, query: CallQuery): Promise<string[]> {
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

function isOfWholeHours({ filter, stepMs }: AggregateQuery): boolean {
  return [filter.fromMs, filter.toMs, stepMs ?? 0].every((ms) => ms % HOUR_MS === 0);
}

function fullAttempt(): Attempt {
  return anAttempt({
    id: 'report-7',
    callId: 'call-7',
    n: 3,
    phase: 'mid_stream',
    outcome: 'truncated',
    retryAfterMs: 0,
    waitedMs: 77,
    cause: 'retry_rate_limited',
    sessionId: 'session-1',
    limits: [
      { name: 'requests', limit: 4000, remaining: 3999, utilization: null, resetAtMs: T0 + 60_000, status: null },
      {
        name: 'unified_5h',
        limit: null,
        remaining: null,
        utilization: 0.123,
        resetAtMs: T0 + 17_001,
        status: 'allowed',
      },
      { name: 'odd', limit: 0.5, remaining: -1e300, utilization: 1 / 3, resetAtMs: 0.25, status: '' },
      { name: 'empty', limit: null, remaining: null, utilization: null, resetAtMs: null, status: null },
    ],
    usage: {
      inputTokens: 0,
      outputTokens: null,
      cacheCreationInputTokens: 1e9,
      cacheReadInputTokens: 3,
      serviceTier: 'x',
    },
    call: { startedAtMs: T0, durationMs: 99_999, queuedMs: 1, backoffMs: 2, attempts: 3 },
  });
}

function bareAttempt(): Attempt {
  return anAttempt({
    id: 'bare',
    callId: 'bare',
    source: 'otlp',
    durationMs: 0,
    provider: '',
    endpoint: '',
    model: null,
    app: null,
    client: null,
    clientVersion: null,
    outcome: 'network_error',
    status: null,
    requestId: null,
    organizationId: null,
    stopReason: null,
    firstByteMs: null,
    ttftMs: null,
    usage: null,
    limits: null,
    maxTokens: null,
    prefixBytes: null,
    prefixHash: null,
    keyHash: null,
    sessionId: null,
    userAgent: null,
    retryCount: null,
    inFlight: null,
  });
}

function hostileTexts(): string[] {
  return [
    "'; DROP TABLE attempts; --",
    '"><script>alert(1)</script>',
    '=HYPERLINK("http://x")',
    'line\nbreak\tand\u0000nul',
    '%_\\',
    'ünïcödé 😀 مرحبا',
    '__proto__',
  ];
}

/** Attempts over four days: retried, out of order, with rare labels, some of them at one instant. */
export function variedAttempts(): Attempt[] {
  const attempts: Attempt[] = [];
  for (let i = 0; i < 400; i++) {
    const startedAtMs = T0 + Math.floor(((i * 7919) % 400) * (DAY_MS / 100)) + (i % 5 === 0 ? 0 : i * 31);
    const labels = {
      callId: `call-${i}`,
      model: ['opus', 'sonnet', 'haiku', null][i % 4] ?? null,
      app: i % 50 === 0 ? 'rare' : ['search', 'chat', null][i % 3],
      client: i % 2 ? 'curl' : null,
      provider: i % 90 === 0 ? 'openai' : 'anthropic',
      endpoint: i % 7 ? '/v1/messages' : '/v1/messages/count_tokens',
      source: (['proxy', 'report', 'otlp'] as const)[i % 3],
      stream: i % 2 === 0,
    };
    const kind = i % 10;
    if (kind < 6) attempts.push(anAttempt({ ...labels, startedAtMs, durationMs: 50 + ((i * 37) % 5000) }));
    else if (kind < 8) attempts.push(...retriedCall(labels, startedAtMs, i));
    else if (kind === 8) attempts.push(anOverload({ ...labels, startedAtMs, durationMs: i }));
    else
      attempts.push(anAttempt({ ...labels, startedAtMs, outcome: 'timeout', status: null, ttftMs: null, usage: null }));
  }
  return attempts;
}

function retriedCall(labels: Partial<Attempt>, startedAtMs: number, i: number): Attempt[] {
  const first = anOverload({ ...labels, n: 1, final: i % 4 < 2, startedAtMs, durationMs: 90 });
  const secondAtMs = startedAtMs + 1000 + (i % 3) * 40 * MINUTE_MS;
  const call = { startedAtMs, durationMs: secondAtMs - startedAtMs + 700, queuedMs: i, backoffMs: 1000, attempts: 2 };
  const second = anAttempt({ ...labels, n: 2, startedAtMs: secondAtMs, durationMs: 700, call });
  return i % 20 < 10 ? [first, second] : [second, first];
}

function variedFilters(): Filter[] {
  return [
    ALL_TIME,
    { fromMs: T0, toMs: T0 + DAY_MS },
    { ...ALL_TIME, outcome: ['overloaded'] },
    { ...ALL_TIME, outcome: ['ok', 'timeout'], model: [] },
    { ...ALL_TIME, status: [0] },
    { ...ALL_TIME, status: [529, 200] },
    { ...ALL_TIME, model: ['opus'] },
    { ...ALL_TIME, model: [''] },
    { ...ALL_TIME, app: ['rare'] },
    { ...ALL_TIME, provider: ['openai'], stream: [true] },
    { ...ALL_TIME, endpoint: ['/v1/messages/count_tokens'], source: ['report'] },
    { ...ALL_TIME, client: ['curl'], app: ['search', 'chat'] },
    { ...ALL_TIME, stream: [false] },
    { ...ALL_TIME, model: ["x' OR 1=1 --"] },
  ];
}

function variedQueries(): AggregateQuery[] {
  const ranges: Pick<AggregateQuery, 'stepMs'>[] = [
    { stepMs: null },
    { stepMs: 7 * MINUTE_MS },
    { stepMs: 10 * MINUTE_MS },
    { stepMs: HOUR_MS },
    { stepMs: 6 * HOUR_MS },
    { stepMs: DAY_MS },
    { stepMs: 2 * DAY_MS },
  ];
  const groupings: AggregateQuery['groupBy'][] = [[], ['outcome'], ['model', 'status'], ['stream', 'source', 'app']];
  const odd = { fromMs: T0 + 13 * MINUTE_MS, toMs: T0 + 3 * DAY_MS + 7 * HOUR_MS + 41 * MINUTE_MS };
  return variedFilters().flatMap((filter, i) =>
    ranges.flatMap(({ stepMs }, j) =>
      (['attempts', 'calls'] as const).map((unit) => ({
        filter: (i + j) % 2 ? { ...filter, ...odd } : filter,
        unit,
        stepMs,
        groupBy: groupings[(i + j) % groupings.length] ?? [],
        histograms: (i + j) % 3 !== 0,
      })),
    ),
  );
}
