import { describe, expect, test } from 'vitest';
import type { AggregateQuery } from '../../../db/store.ts';
import { anAttempt, anOverload } from '../attempts.ts';
import { RecordModel, sortedCells } from '../record-model.ts';
import { ALL_TIME, DAY_MS, HOUR_MS, MINUTE_MS, T0, wholeRange } from './ranges.ts';
import { collect } from './reading.ts';
import type { Stores } from './stores.ts';
import { variedAttempts, variedQueries } from './varied.ts';

/** What goes with age, and what stays. */
export function testExpiry({ fresh, reopened }: Stores): void {
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
}

function isOfWholeHours({ filter, stepMs }: AggregateQuery): boolean {
  return [filter.fromMs, filter.toMs, stepMs ?? 0].every((ms) => ms % HOUR_MS === 0);
}
