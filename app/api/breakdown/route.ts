import { breakdownAnswer } from '../../../lib/api/breakdown.ts';
import { handle } from '../../../lib/api/handle.ts';
import { readDimension, readFilter, readUnit } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/breakdown', async ({ params, nowMs, dashboard }) => {
  const filter = readFilter(params, nowMs, ['unit', 'by']);
  return Response.json(await breakdownAnswer(dashboard.store, filter, readUnit(params), readDimension(params)));
});
