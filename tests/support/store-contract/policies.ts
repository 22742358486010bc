import { describe, expect, test } from 'vitest';
import { T0 } from './ranges.ts';
import type { Stores } from './stores.ts';

/** Policies and their history. */
export function testPolicies({ fresh, reopened }: Stores): void {
  describe('policies', () => {
    test('keeps the newest in force and all of them as history', async () => {
      const store = await fresh();
      expect(await store.policies()).toBeNull();
      const first = await store.putPolicies({ overloaded: { maxRetries: 4 } }, T0, 'less');
      const second = await store.putPolicies({ overloaded: { maxRetries: 9 } }, T0 + 10, null);
      expect(first).toEqual({ id: first.id, atMs: T0, policies: { overloaded: { maxRetries: 4 } }, note: 'less' });
      expect(second.id).toBeGreaterThan(first.id);
      expect(await (await reopened()).policies()).toEqual(second);
      const history = (await reopened()).policyHistory;
      expect(await history(T0, T0 + 10)).toEqual([first]);
      expect(await history(T0, T0 + 11)).toEqual([first, second]);
    });
  });
}
