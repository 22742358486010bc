import { adviceAnswer } from '../../../lib/api/advice.ts';
import { handle } from '../../../lib/api/handle.ts';
import { readRange } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/advice', async ({ params, nowMs, dashboard }) => {
  const range = readRange(params, nowMs);
  const { advice, closing } = dashboard;
  return Response.json(await advice.of(params.toString(), () => adviceAnswer(dashboard, range, nowMs, closing)));
});
