import { describe, expect, test } from 'vitest';
import { anAttempt } from '../attempts.ts';
import { HOUR_MS, MINUTE_MS, T0 } from './ranges.ts';
import { countOf } from './reading.ts';
import type { Stores } from './stores.ts';

/** Attempts that are noted before they end. */
export function testUnderWay({ fresh }: Stores): void {
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
}
