import { handle } from '../../../lib/api/handle.ts';
import { readProvider } from '../../../lib/api/query.ts';
import { verdictAnswer } from '../../../lib/api/verdict.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/verdict', async ({ params, nowMs, dashboard }) => {
  const provider = readProvider(params);
  await dashboard.episodes.refresh();
  return Response.json(await verdictAnswer(dashboard, dashboard.usual, provider, nowMs));
});
