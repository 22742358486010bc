import { describe, expect, test } from 'vitest';
import { anAttempt } from '../attempts.ts';
import type { Stores } from './stores.ts';

/** The values that there are. */
export function testLabels({ fresh }: Stores): void {
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
}
