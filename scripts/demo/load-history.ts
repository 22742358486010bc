import { openSqliteStore } from '../../db/sqlite/open.ts';
import { startWriter } from '../../db/writer/start-writer.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { weekOfCalls } from './history.ts';

const BATCH = 1000;
const FOLDED_AT_ONCE = 5_000;

/** Writes the week before `endMs` through the writer that the gateway records with. Resolves with how many attempts. */
export async function loadHistory(databasePath: string, endMs: number, seed: number): Promise<number> {
  const writer = startWriter({ path: databasePath });
  let written = 0;
  let batch: Attempt[] = [];
  const flush = async () => {
    written += (await writer.recordBatch(batch, 'process')).accepted;
    batch = [];
  };
  for (const attempts of weekOfCalls(endMs, seed)) {
    batch.push(...attempts);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  await writer.close();
  await fold(databasePath, endMs);
  return written;
}

/** Leaves the record as a week of running would: there the rollups of all but the last minutes are folded. */
async function fold(databasePath: string, beforeMs: number): Promise<void> {
  const store = openSqliteStore(databasePath);
  while ((await store.compact(beforeMs, FOLDED_AT_ONCE)) > 0);
  await store.close();
}
