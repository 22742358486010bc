import { handle } from '../../../lib/api/handle.ts';
import type { HealthAnswer } from '../../../lib/api/shapes.ts';
import { VERSION } from '../../../lib/version.ts';

export const dynamic = 'force-dynamic';

export const GET = handle(
  '/api/health',
  async ({ nowMs, dashboard: { store, gateway, startedAtMs } }) => {
    const isReadable = store.since(0, 0).then(
      () => true,
      () => false,
    );
    const [databaseOk, gatewayOk] = await Promise.all([isReadable, gateway.isUp(nowMs)]);
    const answer: HealthAnswer = {
      ok: databaseOk,
      version: VERSION,
      uptimeMs: nowMs - startedAtMs,
      database: { ok: databaseOk },
      gateway: { ok: gatewayOk },
    };
    return Response.json(answer, { status: databaseOk ? 200 : 503 });
  },
  { withoutToken: true },
);
