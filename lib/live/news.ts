import type { CallRow, Store } from '../../db/store.ts';

/** What was written after some point. */
export interface News {
  /** Of the attempts that ended a call, the newest `MAX_CALLS`, oldest first. */
  finals: CallRow[];
  attempts: number;
  /** Calls that ended, also those that `finals` has no room for. */
  ended: number;
  seq: number;
}

export const MAX_CALLS = 100;
const BATCH = 500;

/**
 * Reads what was written after `seq`, in at most `maxBatches` steps.
 * @returns also whether that was all of it
 */
export async function readNews(
  store: Pick<Store, 'since'>,
  seq: number,
  maxBatches: number,
): Promise<{ news: News; complete: boolean }> {
  const news: News = { finals: [], attempts: 0, ended: 0, seq };
  for (let batch = 0; batch < maxBatches; batch++) {
    const { rows, seq: reached } = await store.since(news.seq, BATCH);
    const finals = rows.filter((row) => row.final);
    news.seq = reached;
    news.attempts += rows.length;
    news.ended += finals.length;
    news.finals = [...news.finals, ...finals].slice(-MAX_CALLS);
    if (rows.length < BATCH) return { news, complete: true };
  }
  return { news, complete: false };
}
