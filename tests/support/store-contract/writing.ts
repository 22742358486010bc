import { describe, expect, test } from 'vitest';
import type { CallQuery } from '../../../db/store.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt } from '../attempts.ts';
import { bareAttempt, fullAttempt, hostileTexts } from './odd-attempts.ts';
import { ALL_TIME } from './ranges.ts';
import type { Stores } from './stores.ts';

/** What is kept of what is written. */
export function testWriting({ fresh, reopened }: Stores): void {
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
}
