import { gatewayUrl } from '../../../lib/api/gateway-link.ts';
import { handle } from '../../../lib/api/handle.ts';
import type { ConfigAnswer } from '../../../lib/api/shapes.ts';
import { hostName } from '../../../lib/auth/host.ts';
import { VERSION } from '../../../lib/version.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/config', async ({ request, nowMs, dashboard: { config, lock } }) => {
  const answer: ConfigAnswer = {
    version: VERSION,
    now: nowMs,
    gateway: { url: gatewayUrl(config, hostName(request.headers.get('host'))) },
    upstreams: config.upstreams,
    statusPages: config.statusPages.map(({ name, bases }) => ({ name, url: bases[0] ?? '' })),
    retentionDays: config.retentionDays,
    observeOnly: config.observeOnly,
    login: !lock.isOpen,
    reportToken: config.reportToken !== null,
  };
  return Response.json(answer);
});
