import { adviceAnswer } from '../../../lib/api/advice.ts';
import { handle } from '../../../lib/api/handle.ts';
import { readRange } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/advice', async ({ params, nowMs, signal, dashboard }) => {
  const range = readRange(params, nowMs);
  return Response.json(await adviceAnswer(dashboard, range, nowMs, signal));
});
