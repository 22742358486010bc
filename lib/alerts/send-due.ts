import type { AlertRecord, AlertStore } from '../../db/alert-store.ts';
import { startBackoff } from '../scheduler/backoff.ts';
import { BASE_POLICY, type Policy } from '../scheduler/policy.ts';
import type { Random } from '../scheduler/random.ts';
import { type Delivery, mayRecover } from './deliver.ts';

const AT_ONCE = 20;

/** Over about an hour and a half; later than that nobody wants to be told that something began. */
const POLICY: Policy = {
  ...BASE_POLICY,
  maxRetries: 7,
  initialDelayMs: 5_000,
  multiplier: 3,
  maxDelayMs: 30 * 60_000,
  jitter: { kind: 'equal' },
  retryAfter: { mode: 'floor', maxMs: 60 * 60_000, beyondMax: 'cap' },
};

export interface SendDeps {
  deliver: (url: string, body: string, signal: AbortSignal) => Promise<Delivery>;
  nowMs: () => number;
  random: Random;
}

/** Sends what waits, one after the other, and notes what became of each. Out: how many tries were made. */
export async function sendDue(store: AlertStore, deps: SendDeps, signal: AbortSignal): Promise<number> {
  const due = await store.due(deps.nowMs(), AT_ONCE);
  if (due.length === 0) return 0;
  const urls = new Map((await store.destinations()).map(({ id, url, enabled }) => [id, enabled ? url : null]));
  for (const alert of due) {
    if (signal.aborted) break;
    const url = urls.get(alert.destinationId) ?? null;
    const delivery =
      url === null
        ? { status: null, problem: 'the destination is off', retryAfterMs: null }
        : await deps.deliver(url, alert.body, signal);
    await store.change(alert.id, afterTry(alert, delivery, url !== null, deps));
  }
  return due.length;
}

function afterTry(
  alert: AlertRecord,
  delivery: Delivery,
  wasTried: boolean,
  { nowMs, random }: SendDeps,
): Parameters<AlertStore['change']>[1] {
  const { status, problem } = delivery;
  const tries = alert.tries + (wasTried ? 1 : 0);
  const told = { tries, status, problem, nextTryMs: nowMs(), sentMs: null };
  if (problem === null) return { ...told, state: 'sent', sentMs: nowMs() };
  if (!wasTried || !mayRecover(delivery)) return { ...told, state: 'failed' };
  const waitMs = waitAfter(tries, delivery.retryAfterMs, random);
  return waitMs === null ? { ...told, state: 'failed' } : { ...told, state: 'waiting', nextTryMs: nowMs() + waitMs };
}

/** The wait after so many tries; `null`: enough. */
function waitAfter(tries: number, hintMs: number | null, random: Random): number | null {
  const backoff = startBackoff(POLICY, random);
  for (let n = 1; n < tries; n += 1) backoff.next();
  return backoff.next(hintMs);
}
