import { delayMs, initialMemory, memoryAfter } from '../delay.ts';
import { combine } from '../hint.ts';
import { exponentialDraw, seededRandom } from '../random.ts';
import { EventHeap } from './event-heap.ts';
import type { FleetAnswer, FleetProgress, FleetRequest, FleetStrategy, StrategyResult } from './fleet-types.ts';
import { capacityAt, FleetServer, quietPerSecond } from './server.ts';
import { GrowingArray, SecondTally, timeToSuccess } from './tally.ts';

/** Attempts simulated for one strategy; past them it is cut, and says so. */
const MAX_ATTEMPTS = 10_000_000;
/** Attempts between two reports of progress: some ten milliseconds. */
const STEP = 20_000;
const MAX_BUCKETS = 300;
/** Keeps the draws of pauses apart from those of delays, so that every strategy meets the same quiet times. */
const PAUSE_SEED = 0x9e3779b9;

/** Counts of one strategy's run. */
interface Run {
  tally: SecondTally;
  times: GrowingArray;
  calls: number;
  failures: number;
  attempts: number;
  cutAtMs: number | null;
}

/**
 * One strategy. An event is the arrival of a client's attempt at the server: what becomes of it, and when the client
 * comes again, is settled there and then, since the outage is known beforehand.
 */
function* runStrategy(request: FleetRequest, { policy }: FleetStrategy): Generator<number, Run> {
  const { clients, pauseMs, serviceMs, refusalMs, retryAfterMs, durationMs, outageStartMs, outageMs } = request;
  const random = seededRandom(request.seed);
  const pauses = seededRandom(request.seed ^ PAUSE_SEED);
  const server = new FleetServer(request);
  const events = new EventHeap(clients);
  const begunMs = new Float64Array(clients).fill(Number.NaN);
  const retries = new Int32Array(clients);
  const memory = new Float64Array(clients);
  const run: Run = {
    tally: new SecondTally(durationMs),
    times: new GrowingArray(),
    calls: 0,
    failures: 0,
    attempts: 0,
    cutAtMs: null,
  };
  // A fleet in its stride: some clients are pausing, some had begun a call just before.
  for (let client = 0; client < clients; client++) events.push(pauses() * (pauseMs + serviceMs), client);

  while (events.nextMs < durationMs) {
    const nowMs = events.nextMs;
    const client = events.pop();
    if (Number.isNaN(begunMs[client])) {
      run.calls++;
      begunMs[client] = nowMs;
      retries[client] = 0;
      memory[client] = initialMemory(policy);
    }
    const served = server.serve(nowMs);
    run.tally.count(nowMs, served);
    if (++run.attempts % STEP === 0) yield nowMs / durationMs;
    if (run.attempts >= MAX_ATTEMPTS) {
      run.cutAtMs = nowMs;
      break;
    }
    const answerMs = nowMs + (served ? serviceMs : refusalMs);
    // The beginning of an outage ends what is under way.
    const broken = outageMs > 0 && nowMs < outageStartMs && answerMs > outageStartMs;
    const heardMs = broken ? outageStartMs : answerMs;
    const begun = begunMs[client] as number;
    if (served && !broken) {
      // A call whose answer comes after the end counts as under way.
      if (heardMs <= durationMs) run.times.push(heardMs - begun);
      begunMs[client] = Number.NaN;
      events.push(heardMs + exponentialDraw(pauses, pauseMs), client);
      continue;
    }
    const n = retries[client] as number;
    const u = random();
    const ownMs = delayMs(policy, n, memory[client] as number, u);
    const waitMs = retryAfterMs === null ? ownMs : waitWithHint(policy, ownMs, retryAfterMs);
    const tooLate = policy.maxElapsedMs !== null && heardMs + waitMs - begun > policy.maxElapsedMs;
    if (n >= policy.maxRetries || waitMs < 0 || tooLate) {
      run.failures++;
      begunMs[client] = Number.NaN;
      events.push(heardMs + exponentialDraw(pauses, pauseMs), client);
      continue;
    }
    memory[client] = memoryAfter(policy, n, u, ownMs);
    retries[client] = n + 1;
    events.push(heardMs + waitMs, client);
  }
  return run;
}

/** The wait that a hint makes; -1: the policy gives up on so long a one. */
function waitWithHint(policy: FleetStrategy['policy'], ownMs: number, hintMs: number): number {
  const wait = combine(policy, ownMs, hintMs);
  return wait.tooLong ? -1 : wait.delayMs;
}

function bucketWidthMs(durationMs: number): number {
  return Math.ceil(durationMs / MAX_BUCKETS / 1000) * 1000;
}

function resultOf(request: FleetRequest, strategy: FleetStrategy, run: Run, bucketMs: number): StrategyResult {
  const { load, served } = run.tally.rates(bucketMs);
  const outageEndMs = request.outageStartMs + request.outageMs;
  const recoveredAtMs = run.cutAtMs === null ? run.tally.recoveredAtMs(outageEndMs, request.durationMs) : null;
  const successes = run.times.length;
  return {
    name: strategy.name,
    preset: strategy.preset,
    policy: strategy.policy,
    loadPerSecond: load,
    servedPerSecond: served,
    calls: run.calls,
    successes,
    failures: run.failures,
    unfinished: run.calls - successes - run.failures,
    attempts: run.attempts,
    amplification: run.calls > 0 ? run.attempts / run.calls : 0,
    extraAttempts: run.attempts - run.calls,
    peakPerSecond: run.tally.peak,
    timeToSuccess: timeToSuccess(run.times),
    recoveredAtMs,
    recoveryMs: recoveredAtMs === null ? null : recoveredAtMs - outageEndMs,
    cutAtMs: run.cutAtMs,
  };
}

/**
 * The simulation in small steps, each some ten milliseconds of work, so that whoever runs it can show progress,
 * stop, or let others have the thread in between. Equal requests give equal answers.
 */
export function* fleetSteps(request: FleetRequest): Generator<FleetProgress, FleetAnswer> {
  const bucketMs = bucketWidthMs(request.durationMs);
  const results: StrategyResult[] = [];
  for (const [index, strategy] of request.strategies.entries()) {
    const steps = runStrategy(request, strategy);
    let step = steps.next();
    while (!step.done) {
      yield { share: (index + step.value) / request.strategies.length, strategy: strategy.name };
      step = steps.next();
    }
    results.push(resultOf(request, strategy, step.value, bucketMs));
    yield { share: (index + 1) / request.strategies.length, strategy: strategy.name };
  }
  const startsMs = Array.from({ length: Math.ceil(request.durationMs / bucketMs) }, (_, i) => i * bucketMs);
  return {
    seed: request.seed,
    clients: request.clients,
    bucketMs,
    startsMs,
    capacityPerSecond: startsMs.map((start) => capacityAt(request, start + bucketMs / 2)),
    quietPerSecond: quietPerSecond(request),
    outageStartMs: request.outageStartMs,
    outageEndMs: request.outageStartMs + request.outageMs,
    strategies: results,
  };
}

/**
 * Runs a simulation to its end on this thread.
 * @param onProgress told after every step
 * @param isCancelled asked after every step; when it says so the answer is `null`
 */
export function simulateFleet(
  request: FleetRequest,
  onProgress?: (progress: FleetProgress) => void,
  isCancelled?: () => boolean,
): FleetAnswer | null {
  const steps = fleetSteps(request);
  let step = steps.next();
  while (!step.done) {
    onProgress?.(step.value);
    if (isCancelled?.()) return null;
    step = steps.next();
  }
  return step.value;
}
