import { testAlert } from '../../../../lib/api/alerts.ts';
import { readJson } from '../../../../lib/api/body.ts';
import { handle } from '../../../../lib/api/handle.ts';

export const dynamic = 'force-dynamic';

export const POST = handle('/api/alerts/test', async ({ request, nowMs, signal, dashboard: { alerts } }) =>
  Response.json(await testAlert(alerts, await readJson(request), nowMs, signal)),
);
