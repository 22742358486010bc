import { handle } from '../../../lib/api/handle.ts';
import type { StorageAnswer } from '../../../lib/api/shapes.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/storage', async ({ dashboard: { store, config } }) => {
  const [{ bytes, attempts, oldestMs }, { series, seriesLimit, collapsed }] = await Promise.all([
    store.size(),
    store.cardinality(),
  ]);
  const answer: StorageAnswer = {
    bytes,
    attempts,
    oldestAt: oldestMs,
    retentionDays: config.retentionDays,
    series,
    seriesLimit,
    collapsed,
  };
  return Response.json(answer);
});
