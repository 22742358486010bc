import { handle } from '../../../lib/api/handle.ts';
import { limitsAnswer } from '../../../lib/api/limits.ts';
import { readRange } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/limits', async ({ params, nowMs, signal, dashboard }) => {
  const range = readRange(params, nowMs);
  return Response.json(await limitsAnswer(dashboard, range, nowMs, signal));
});
