import { advance, initialBackoff } from '../scheduler/delay.ts';
import { combine } from '../scheduler/hint.ts';
import type { Policy } from '../scheduler/policy.ts';
import { isRetriedOutcome, type RetriedOutcome } from '../scheduler/policy-set.ts';
import { seededRandom } from '../scheduler/random.ts';
import { type EvidenceIndex, ownAttempts, type Window, windowAt } from './replay-evidence.ts';
import { hashOf, type PastCall } from './replay-record.ts';

/** A policy under test: one for each outcome that is retried. */
export type ReplayPolicies = Record<RetriedOutcome, Policy>;

/** Why a failed call is past saving by any retry. */
export type Incurable = 'money' | 'client_error' | 'passed_on';

/** A retry that the policy would have made of a failed call. */
export interface WalkedRetry {
  /** From the call's begin to the retry's. */
  addedMs: number;
  /** From the begin of the failed attempt before it. */
  lagMs: number;
  /** What speaks for its success. */
  window: Window | null;
  /** Without a window: the call itself was tried about then and failed, or nothing is known. */
  otherwise: 'failed' | 'unknown';
}

/** A retry this soon after the call's last real attempt is taken to fare as that did. */
const NEAR_MS = 5000;

/** Whether a failed call could have been retried at all. */
export function curability(call: PastCall): RetriedOutcome | Incurable {
  const last = call.attempts.at(-1);
  if (!last || last.outcome === 'spend_limited') return 'money';
  if (!isRetriedOutcome(last.outcome)) return 'client_error';
  const passedOn = last.phase === 'mid_stream' || (last.outcome === 'truncated' && last.phase === null);
  return passedOn ? 'passed_on' : last.outcome;
}

/**
 * The retries that a policy would have made of a failed call, from its first failure on, each taking as long to fail
 * as the call's last attempt took. They end where the policy ends, or with the first one that nothing speaks for.
 */
export function walkCall(
  index: EvidenceIndex,
  call: PastCall,
  outcome: RetriedOutcome,
  policies: ReplayPolicies,
  seed: number,
): WalkedRetry[] {
  const [first, last] = [call.attempts[0], call.attempts.at(-1)];
  if (!first || !last) return [];
  const policy = policies[outcome];
  const random = seededRandom(hashOf(call.callId) ^ seed);
  const retries: WalkedRetry[] = [];
  let state = initialBackoff(policy);
  const own = ownAttempts(index.record, call);
  let triedAtMs = first.startedAtMs;
  let failedAtMs = triedAtMs + first.durationMs;
  for (let n = 0; n < policy.maxRetries; n++) {
    const step = advance(policy, state, random());
    const wait = combine(policy, step.delayMs, call.attempts[n]?.retryAfterMs ?? null);
    const startsAtMs = failedAtMs + wait.delayMs;
    const addedMs = startsAtMs - first.startedAtMs;
    if (wait.tooLong || (policy.maxElapsedMs !== null && addedMs > policy.maxElapsedMs)) break;
    const tried = call.attempts.length > 1 && startsAtMs <= last.startedAtMs + NEAR_MS;
    const window = tried ? null : windowAt(index, index.places.get(call.group), startsAtMs, own);
    retries.push({ addedMs, lagMs: startsAtMs - triedAtMs, window, otherwise: tried ? 'failed' : 'unknown' });
    if (!window && !tried) break;
    state = step.next;
    triedAtMs = startsAtMs;
    failedAtMs = startsAtMs + last.durationMs;
  }
  return retries;
}
