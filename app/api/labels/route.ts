import { DIMENSIONS } from '../../../db/store.ts';
import { handle } from '../../../lib/api/handle.ts';
import { refuseUnknown } from '../../../lib/api/params.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/labels', async ({ params, dashboard }) => {
  refuseUnknown(params, []);
  const lists = await Promise.all(
    DIMENSIONS.map(async (dimension) => [dimension, await dashboard.store.labels(dimension)] as const),
  );
  return Response.json({ labels: Object.fromEntries(lists) });
});
