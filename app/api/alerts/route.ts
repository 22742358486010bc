import { alertsAnswer, putAlerts } from '../../../lib/api/alerts.ts';
import { readJson } from '../../../lib/api/body.ts';
import { handle } from '../../../lib/api/handle.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/alerts', async ({ dashboard: { alerts } }) =>
  Response.json(await alertsAnswer(alerts)),
);

export const PUT = handle('/api/alerts', async ({ request, dashboard: { alerts, log } }) => {
  const answer = await putAlerts(alerts, await readJson(request));
  log.info({ destinations: answer.destinations.length }, 'the destinations of alerts were changed');
  return Response.json(answer);
});
