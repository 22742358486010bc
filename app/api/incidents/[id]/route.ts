import { handle } from '../../../../lib/api/handle.ts';
import { incidentAnswer } from '../../../../lib/api/incidents.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/incidents/[id]', async ({ path, nowMs, dashboard }) => {
  await dashboard.episodes.refresh();
  return Response.json(await incidentAnswer(dashboard, path.id ?? '', nowMs));
});
