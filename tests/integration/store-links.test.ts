import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { anAttempt } from '../support/attempts.ts';
import { temporaryStore } from '../support/sqlite-store.ts';
import { T0 } from '../support/store-contract/ranges.ts';

test('which call a span belongs to is forgotten after half an hour', async () => {
  let nowMs = T0;
  const { store, path, remove } = temporaryStore({ nowMs: () => nowMs });
  const spans = (from: number) =>
    Array.from({ length: 500 }, (_, i) => {
      const id = `O-${from + i}`;
      return {
        ...anAttempt({ id, callId: id, source: 'otlp', requestId: null, call: null }),
        parentId: `P-${from + i}`,
      };
    });
  try {
    await store.write(spans(0), 'process');
    nowMs += 31 * 60_000;
    await store.write(spans(500), 'process');
    const db = new Database(path, { readonly: true });
    const links = db.prepare('SELECT count(*) AS n, min(noted_at) AS oldest FROM call_links').get();
    db.close();
    expect(links).toEqual({ n: 500, oldest: nowMs });
  } finally {
    await remove();
  }
});
