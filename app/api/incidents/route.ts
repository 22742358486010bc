import { handle } from '../../../lib/api/handle.ts';
import { incidentsAnswer } from '../../../lib/api/incidents.ts';
import { readIncidentsQuery } from '../../../lib/api/query.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/incidents', async ({ params, nowMs, dashboard }) => {
  const query = readIncidentsQuery(params, nowMs);
  await dashboard.episodes.refresh();
  return Response.json(await incidentsAnswer(dashboard, query, nowMs));
});
