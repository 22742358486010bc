import { handle } from '../../../lib/api/handle.ts';
import { readOptionalRange } from '../../../lib/api/query.ts';
import { statusAnswer } from '../../../lib/api/status.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/status', async ({ params, nowMs, dashboard }) => {
  const range = readOptionalRange(params, nowMs);
  await dashboard.episodes.refresh();
  return Response.json(await statusAnswer(dashboard, range, nowMs));
});
