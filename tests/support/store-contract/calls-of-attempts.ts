import { describe, expect, test } from 'vitest';
import { toDense } from '../../../lib/histogram/dense.ts';
import { histogramOf } from '../../../lib/histogram/histogram.ts';
import { anAttempt, anOverload } from '../attempts.ts';
import { HOUR_MS, MINUTE_MS, T0, wholeRange } from './ranges.ts';
import { countOf } from './reading.ts';
import type { Stores } from './stores.ts';

/** How attempts make calls. */
export function testCallsOfAttempts({ fresh }: Stores): void {
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
}
