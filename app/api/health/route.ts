import { handle } from '../../../lib/api/handle.ts';
import type { HealthAnswer } from '../../../lib/api/shapes.ts';
import { VERSION } from '../../../lib/version.ts';

export const dynamic = 'force-dynamic';

export const GET = handle(
  '/api/health',
  async ({ request, nowMs, dashboard: { store, gateway, lock, startedAtMs } }) => {
    const isReadable = store.since(0, 0).then(
      () => true,
      () => false,
    );
    const [databaseOk, gatewayOk] = await Promise.all([isReadable, gateway.isUp(nowMs)]);
    const mayRead = lock.isOpen || lock.hasSession(request.headers, nowMs);
    const answer: HealthAnswer = {
      ok: databaseOk,
      version: VERSION,
      uptimeMs: nowMs - startedAtMs,
      database: { ok: databaseOk },
      gateway: mayRead ? { ok: gatewayOk, state: await gateway.state(nowMs) } : { ok: gatewayOk },
    };
    return Response.json(answer, { status: databaseOk ? 200 : 503 });
  },
  { withoutToken: true },
);
