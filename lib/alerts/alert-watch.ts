import type { AlertStore, NewAlert } from '../../db/alert-store.ts';
import { isRecord } from '../scheduler/fields.ts';
import type { Alert } from './alert.ts';
import { type AlertState, emptyAlertState } from './alert-state.ts';
import { decideAlerts } from './decide-alerts.ts';
import { payload } from './payload.ts';
import type { Snapshot } from './snapshot.ts';

/** What an older version kept, or nobody did, is nothing. */
function readState(kept: unknown): AlertState {
  const isState = isRecord(kept) && isRecord(kept.episodes) && isRecord(kept.spend) && isRecord(kept.limits);
  return isState ? (kept as unknown as AlertState) : emptyAlertState();
}

/**
 * Looks once at how things stand and puts what is to be told into the queue, for every destination that wants it.
 * Nothing is looked at while there is none. `snapshot` may not know yet (`null`). Out: how many alerts there were.
 */
export async function lookForAlerts(store: AlertStore, snapshot: () => Promise<Snapshot | null>): Promise<number> {
  const destinations = (await store.destinations()).filter(({ enabled }) => enabled);
  if (destinations.length === 0) return 0;
  const seen = await snapshot();
  if (seen === null) return 0;
  const before = readState(await store.state());
  const { state, alerts } = decideAlerts(before, seen);
  const entries = alerts.flatMap((alert) =>
    destinations
      .filter(({ events }) => events.includes(alert.event))
      .map(({ id, name, kind }) => entry(alert, { id, name, kind })),
  );
  if (entries.length > 0 || JSON.stringify(state) !== JSON.stringify(before)) await store.note(state, entries);
  return alerts.length;
}

function entry(alert: Alert, { id, name, kind }: { id: string; name: string; kind: string }): NewAlert {
  const { event, text, atMs } = alert;
  const body = payload(kind === 'slack' ? 'slack' : 'webhook', alert);
  return { atMs, event, text, body, destinationId: id, destination: name };
}
