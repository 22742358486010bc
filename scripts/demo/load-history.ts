import { startWriter } from '../../db/writer/start-writer.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { weekOfCalls } from './history.ts';

const BATCH = 1000;

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
  return written;
}
