import { alertLogAnswer } from '../../../../lib/api/alerts.ts';
import { handle } from '../../../../lib/api/handle.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/alerts/log', async ({ dashboard: { alerts } }) =>
  Response.json(await alertLogAnswer(alerts)),
);
