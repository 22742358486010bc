import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../../db/migrate.ts';
import { openSqliteStore } from '../../../db/sqlite/open.ts';
import type { Store } from '../../../db/store.ts';
import { breakdownAnswer } from '../../../lib/api/breakdown.ts';
import { seriesAnswer } from '../../../lib/api/series.ts';
import { anAttempt, anOverload } from '../../support/attempts.ts';

const T = Date.UTC(2026, 10, 24, 14);
const filter = { fromMs: T, toMs: T + 3_600_000 };
let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-groups-'));
  migrateDatabase(join(folder, 'weir.db'));
  store = openSqliteStore(join(folder, 'weir.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** App `app-N` makes N calls, one of which meets an overload. */
async function apps(count: number): Promise<void> {
  for (let n = 1; n <= count; n++)
    await store.write(
      Array.from({ length: n }, (_, i) => {
        const at = { callId: `${n}-${i}`, app: `app-${n}`, startedAtMs: T + i * 60_000 };
        return i === 0 ? anOverload(at) : anAttempt(at);
      }),
      'process',
    );
}

const series = () => seriesAnswer(store, { filter, unit: 'calls', by: 'app', points: 300, percentiles: false });
const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

describe('many groups', () => {
  test('are told apart up to twenty, the largest first', async () => {
    await apps(20);
    const { groups, truncated } = await series();
    expect(groups.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, i) => `app-${20 - i}`));
    expect(groups.map(({ counts }) => sum(counts))).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
    expect(truncated).toBeUndefined();
  });

  test('beyond that stand together, and nothing is lost', async () => {
    await apps(25);
    const { groups, totals, truncated } = await series();
    expect(truncated).toBe(true);
    expect(groups).toHaveLength(21);
    expect(groups.at(-1)).toMatchObject({ key: 'other', other: true });
    expect(sum(groups.at(-1)?.counts ?? [])).toBe(1 + 2 + 3 + 4 + 5);
    for (const [i, total] of totals.entries())
      expect(groups.reduce((all, { counts }) => all + (counts[i] ?? 0), 0)).toBe(total);
  });

  test('of a breakdown too', async () => {
    await apps(25);
    const { rows, truncated } = await breakdownAnswer(store, filter, 'attempts', 'app');
    expect(truncated).toBe(true);
    expect(rows.at(-1)).toMatchObject({ key: 'other', other: true, total: 15, outcomes: { overloaded: 5, ok: 10 } });
    expect(rows[0]).toMatchObject({ key: 'app-25', total: 25, outcomes: { overloaded: 1 } });
    expect(rows.reduce((all, { share }) => all + (share ?? 0), 0)).toBeCloseTo(1);
  });

  test('that the record itself no longer tells apart are of the rest', async () => {
    await store.close();
    store = openSqliteStore(join(folder, 'weir.db'), { limits: { series: 1000, labels: 3 } });
    await apps(8);
    const { groups, truncated } = await series();
    expect(truncated).toBe(true);
    expect(groups.filter(({ key }) => key === 'other')).toMatchObject([{ other: true }]);
    expect(groups.reduce((all, { counts }) => all + sum(counts), 0)).toBe(36);
  });
});
