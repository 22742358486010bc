import { handle } from '../../../lib/api/handle.ts';
import { limitsAnswer } from '../../../lib/api/limits.ts';
import { readLimitsQuery } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/limits', async ({ params, nowMs, signal, dashboard }) => {
  return Response.json(await limitsAnswer(dashboard, readLimitsQuery(params, nowMs), nowMs, signal));
});
