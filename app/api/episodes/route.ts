import { episodesAnswer } from '../../../lib/api/episodes.ts';
import { handle } from '../../../lib/api/handle.ts';
import { readProviderRange } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/episodes', async ({ params, nowMs, dashboard }) => {
  const { range, provider } = readProviderRange(params, nowMs);
  await dashboard.episodes.refresh();
  return Response.json(await episodesAnswer(dashboard, range, provider, nowMs));
});
