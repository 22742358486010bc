import type { Policy } from '../scheduler/policy.ts';
import { RETRIED_OUTCOMES, type RetriedOutcome } from '../scheduler/policy-set.ts';
import { type EvidenceIndex, failedIn, indexSteps, okIn } from './replay-evidence.ts';
import { callsPerKept, failedCalls, type PastCall, type ReplayRecord } from './replay-record.ts';
import { curability, type Incurable, type ReplayPolicies, type WalkedRetry, walkCall } from './replay-walk.ts';
import { weighSteps } from './replay-weigh.ts';

/** What a policy would have done to the failed calls of a range. Counts are expected values, not whole numbers. */
export interface ReplayEstimate {
  /** Only of an `estimate` are the figures below numbers. */
  verdict: 'estimate' | 'nothing_failed' | 'nothing_curable' | 'too_little_data';
  /** Calls that failed in the range (those kept, when the record was thinned, times the thinning). */
  failed: number;
  /** Of these, those that a retry can cure. */
  curable: number;
  incurable: Record<Incurable, number>;
  recovered: number | null;
  /** Of all failed calls. */
  recoveredShare: number | null;
  /** Within these, with 95% confidence. */
  recoveredLow: number | null;
  recoveredHigh: number | null;
  /** Of the recovered calls: begin of the call to begin of the attempt that succeeds. */
  addedMs: { p50: number | null; p95: number | null };
  /** Attempts beyond those that were made; negative: fewer. */
  extraAttempts: number | null;
  evidence: {
    /** Real attempts that speak for a retry, at the median. */
    attemptsPerRetry: number | null;
    /** How far around a retry they were looked for, at the median. */
    withinMs: number | null;
    /** Share of the curable calls whose retries all have something to speak for them. */
    coverage: number | null;
    /** One in this many failed calls was looked at. */
    keptOneIn: number;
  };
}

/** Below this share of calls with evidence there is no number... */
const MIN_COVERAGE = 0.5;
/** ...nor where the bounds are further apart than this share of what could be recovered at all. */
const MAX_SPREAD = 0.75;

/** How the estimate comes about, and what it leaves out; for people, beside the figures. */
export const REPLAY_METHOD =
  'Each failed call is retried by the policy from its first failure on. A retry is taken to succeed as often as real attempts of the same model did around that time: those of other calls, within 3 s, or up to 5 min while fewer than ten are near; corrected by how attempts so soon after a failure really fared in this range. Where the call itself was tried about then and failed, it is taken to fail again. The bounds hold with 95% confidence: they come from counting the real attempts anew at random, from how few of them followed a failure, and from chance. Left out: that a call may fail for a reason of its own, that more retries would have added load, and what the policy would have changed for calls that succeeded.';

/** One policy for every outcome that is retried. */
export function samePolicyForAll(policy: Policy): ReplayPolicies {
  return Object.fromEntries(RETRIED_OUTCOMES.map((outcome) => [outcome, policy])) as ReplayPolicies;
}

interface Walked {
  call: PastCall;
  retries: WalkedRetry[];
}

/** Calls walked between two pauses. */
const CALLS_A_STEP = 50;

/**
 * What `policies` would have done to the calls that failed.
 * @param record built by `startReplayRecord` and `recordAttempt`; the same one serves any number of policies
 * @param seed of the draws; the same seed gives the same estimate
 */
export function replay(record: ReplayRecord, policies: ReplayPolicies, seed = 1): ReplayEstimate {
  const steps = replaySteps(record, policies, seed);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The same, with a pause every few milliseconds in which something else may be done. */
export function* replaySteps(
  record: ReplayRecord,
  policies: ReplayPolicies,
  seed = 1,
): Generator<undefined, ReplayEstimate> {
  const calls = failedCalls(record);
  const incurable: Record<Incurable, number> = { money: 0, client_error: 0, passed_on: 0 };
  const scale = callsPerKept(record);
  const index = yield* indexSteps(
    record,
    calls.map((call) => call.group),
  );
  const walked: Walked[] = [];
  for (const [i, call] of calls.entries()) {
    if (i % CALLS_A_STEP === 0) yield;
    const verdict = curability(call);
    if (verdict in incurable) incurable[verdict as Incurable] += scale;
    else walked.push({ call, retries: walkCall(index, call, verdict as RetriedOutcome, policies, seed) });
  }
  const base = { failed: calls.length * scale, curable: walked.length * scale, incurable };
  if (calls.length === 0) return empty('nothing_failed', base, record);
  if (walked.length === 0) return empty('nothing_curable', base, record);
  return yield* judge(walked, base, index, seed);
}

type Base = Pick<ReplayEstimate, 'failed' | 'curable' | 'incurable'>;

function empty(verdict: ReplayEstimate['verdict'], base: Base, { keptOneIn }: ReplayRecord): ReplayEstimate {
  return {
    verdict,
    ...base,
    recovered: null,
    recoveredShare: null,
    recoveredLow: null,
    recoveredHigh: null,
    addedMs: { p50: null, p95: null },
    extraAttempts: null,
    evidence: { attemptsPerRetry: null, withinMs: null, coverage: null, keptOneIn },
  };
}

function* judge(
  walked: Walked[],
  base: Base,
  index: EvidenceIndex,
  seed: number,
): Generator<undefined, ReplayEstimate> {
  const { record, sums } = index;
  const scale = callsPerKept(record);
  const retries = walked.flatMap((call) => call.retries);
  const windows = retries.flatMap(({ window }) => window ?? []);
  const unknown = walked.filter((call) => call.retries.some((retry) => !retry.window && retry.otherwise === 'unknown'));
  const evidence = {
    attemptsPerRetry: median(windows.map((window) => okIn(sums, window) + failedIn(sums, window))),
    withinMs: median(windows.map(({ withinMs }) => withinMs)),
    coverage: 1 - unknown.length / walked.length,
    keptOneIn: record.keptOneIn,
  };
  if (evidence.coverage < MIN_COVERAGE) return { ...empty('too_little_data', base, record), evidence };

  const weighed = yield* weighSteps(
    index,
    walked.map((call) => call.retries),
    seed,
  );
  if (weighed.high - weighed.low > MAX_SPREAD * walked.length)
    return { ...empty('too_little_data', base, record), evidence };
  const made = walked.reduce((sum, { call }) => sum + call.attempts.length - 1, 0);
  return {
    verdict: 'estimate',
    ...base,
    recovered: weighed.recovered * scale,
    recoveredShare: (weighed.recovered * scale) / base.failed,
    recoveredLow: weighed.low * scale,
    recoveredHigh: weighed.high * scale,
    addedMs: { p50: weightedQuantile(weighed.added, 0.5), p95: weightedQuantile(weighed.added, 0.95) },
    extraAttempts: (weighed.retries - made) * scale,
    evidence,
  };
}

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function weightedQuantile(values: { addedMs: number; weight: number }[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a.addedMs - b.addedMs);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { addedMs, weight } of sorted) {
    sum += weight;
    if (sum >= share * total) return addedMs;
  }
  return null;
}
