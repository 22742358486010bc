import { handle } from '../../lib/api/handle.ts';
import { METRICS_CONTENT_TYPE, metricsText } from '../../lib/api/metrics.ts';

export const dynamic = 'force-dynamic';

export const GET = handle(
  '/metrics',
  async ({ nowMs, dashboard }) =>
    new Response(await metricsText(dashboard, nowMs), { headers: { 'content-type': METRICS_CONTENT_TYPE } }),
);
