import { type ReplayRecord, recordAttempt, startReplayRecord } from '../../../lib/insight/replay-record.ts';
import { plan } from '../../../lib/scheduler/plan.ts';
import { BASE_POLICY, type Policy } from '../../../lib/scheduler/policy.ts';
import { exponentialDraw, seededRandom } from '../../../lib/scheduler/random.ts';

export const HOUR_MS = 3_600_000;
const FAILS_IN_MS = 200;
const SUCCEEDS_IN_MS = 2000;
/** Nothing begins this late, so that every retry has attempts around it. */
const TAIL_MS = 400_000;

export const NO_RETRIES: Policy = { ...BASE_POLICY, maxRetries: 0 };

/** The chance of success by time. */
export type Provider = (atMs: number) => number;
export const steady: Provider = () => 0.9;
export const outage: Provider = (atMs) => (atMs > HOUR_MS && atMs < 1.5 * HOUR_MS ? 0.1 : 0.995);
export const blips: Provider = (atMs) => (atMs % 600_000 < 30_000 ? 0.3 : 0.998);

/** A past as it was recorded under `live`, and what `tested` really would have done to its failed calls. */
export interface World {
  record: ReplayRecord;
  failed: number;
  recovered: number;
}

/** Calls come at random; the truth is drawn from the provider itself, which the replay never sees. */
export function makeWorld(seed: number, perMinute: number, provider: Provider, live: Policy, tested: Policy): World {
  const [random, truth] = [seededRandom(seed), seededRandom(seed + 999)];
  const record = startReplayRecord(0, 3 * HOUR_MS);
  const world: World = { record, failed: 0, recovered: 0 };
  let count = 0;
  for (let at = 0; ; ) {
    at += exponentialDraw(random, 60_000 / perMinute);
    if (at >= 3 * HOUR_MS - TAIL_MS) return world;
    const waits = plan(live, { random }).retries;
    const callId = `call-${count++}`;
    let startedAtMs = at;
    for (let n = 1; ; n++) {
      const ok = random() < provider(startedAtMs);
      const final = ok || n > waits.length;
      const durationMs = ok ? SUCCEEDS_IN_MS : FAILS_IN_MS;
      const outcome = ok ? 'ok' : 'overloaded';
      const rest = { provider: 'anthropic', model: 'm', phase: null, retryAfterMs: null } as const;
      recordAttempt(record, { callId, n, final, startedAtMs, durationMs, outcome, ...rest });
      if (final && !ok) {
        world.failed++;
        if (wouldSave(at, provider, tested, truth)) world.recovered++;
      }
      if (final) break;
      startedAtMs += durationMs + (waits[n - 1]?.delayMs ?? 0);
    }
  }
}

function wouldSave(begunMs: number, provider: Provider, tested: Policy, truth: () => number): boolean {
  let atMs = begunMs + FAILS_IN_MS;
  for (const { delayMs } of plan(tested, { random: truth }).retries) {
    atMs += delayMs;
    if (truth() < provider(atMs)) return true;
    atMs += FAILS_IN_MS;
  }
  return false;
}
