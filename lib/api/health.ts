import { VERSION } from '../version.ts';
import type { Dashboard } from './dashboard.ts';
import type { HealthAnswer } from './shapes.ts';

/** Whether the database answers and the gateway is up. @param mayRead who asks may know of the calls under way */
export async function healthAnswer(
  { store, gateway, startedAtMs }: Pick<Dashboard, 'store' | 'gateway' | 'startedAtMs'>,
  nowMs: number,
  mayRead: boolean,
): Promise<HealthAnswer> {
  const isReadable = store.since(0, 0).then(
    () => true,
    () => false,
  );
  const [databaseOk, gatewayOk] = await Promise.all([isReadable, gateway.isUp(nowMs)]);
  return {
    ok: databaseOk,
    version: VERSION,
    uptimeMs: nowMs - startedAtMs,
    database: { ok: databaseOk },
    gateway: mayRead ? { ok: gatewayOk, state: await gateway.state(nowMs) } : { ok: gatewayOk },
  };
}
