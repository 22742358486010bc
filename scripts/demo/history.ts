import type { Attempt } from '../../lib/outcome/attempt.ts';
import { decide, NO_RETRIES, type RetryState } from '../../lib/scheduler/decide.ts';
import { DEFAULT_POLICY_SET } from '../../lib/scheduler/default-policies.ts';
import { exponentialDraw, type Random, seededRandom } from '../../lib/scheduler/random.ts';
import { APPS, type DemoApp, MODELS, type ModelKey } from './cast.ts';
import { type DemoEvents, weekEvents } from './events.ts';
import { type Exchange, exchange } from './exchange.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ID_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz';

/** How busy an application is at a moment, 0 to 1: a daily wave, lower at weekends. */
export function activity(app: DemoApp, atMs: number): number {
  const date = new Date(atMs);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const wave = (1 + Math.cos(((hour - app.busiestHour) / 24) * 2 * Math.PI)) / 2;
  const weekend = [0, 6].includes(date.getUTCDay()) ? app.weekendShare : 1;
  return (app.quietShare + (1 - app.quietShare) * wave ** 1.5) * weekend;
}

/** A model, drawn by its share. */
export function pickModel(shares: Partial<Record<ModelKey, number>>, random: Random): ModelKey {
  let left = random();
  const entries = Object.entries(shares) as [ModelKey, number][];
  for (const [model, share] of entries) {
    left -= share;
    if (left <= 0) return model;
  }
  return entries[0]?.[0] ?? 'sonnet';
}

function drawId(prefix: string, length: number, random: Random): string {
  let id = prefix;
  for (let i = 0; i < length; i++) id += ID_ALPHABET[Math.floor(random() * ID_ALPHABET.length)];
  return id;
}

/** Whether and how long the gateway waits after an exchange, by the policies that it has by default. */
function nextWait(state: RetryState, result: Exchange, elapsedMs: number, random: Random) {
  return decide(
    {
      outcome: result.outcome,
      phase: result.phase,
      hintMs: result.retryAfterMs,
      shouldRetry: null,
      policies: DEFAULT_POLICY_SET.default,
      state,
      elapsedMs,
      queuedMs: 0,
      client: { timeoutLeftMs: 600_000 - elapsedMs, maxWaitMs: null, maxRetries: null },
      clientGone: false,
      bodyKept: true,
      budgetAllows: true,
      observeOnly: false,
    },
    random(),
  );
}

/** One call of an application, with all its attempts. */
function call(events: DemoEvents, app: DemoApp, atMs: number, random: Random): Attempt[] {
  const model = pickModel(app.models, random);
  const stream = random() < app.streamShare;
  const load = activity(app, atMs);
  const callId = drawId(`demo${Math.floor(atMs).toString(36)}`, 10, random);
  const attempts: Attempt[] = [];
  let state = NO_RETRIES;
  let startedAtMs = Math.floor(atMs);
  let waitedMs = 0;
  let cause: Attempt['cause'] = 'first';
  for (let n = 1; ; n++) {
    const result = exchange(events, app, model, stream, startedAtMs, load, random);
    const attempt: Attempt = {
      ...result,
      id: `${callId}.${n}`,
      callId,
      n,
      final: false,
      source: 'proxy',
      startedAtMs,
      provider: 'anthropic',
      endpoint: '/v1/messages',
      model: MODELS[model].name,
      stream,
      app: app.app,
      client: app.client,
      clientVersion: app.clientVersion,
      requestId: result.status === null ? null : drawId('req_011C', 20, random),
      organizationId: 'a9f03c1e-55d2-4c0b-9d4e-7b1f6f0e2d11',
      cause,
      waitedMs,
      maxTokens: app.maxTokens,
      prefixBytes: app.prefixBytes,
      prefixHash: app.keyHash,
      cacheControl: app.cached,
      requestBytes: app.inputTokens * 4,
      keyHash: app.keyHash,
      sessionId: null,
      userAgent: app.userAgent,
      retryCount: app.client === 'claude-code' ? 0 : null,
      inFlight: 1 + Math.round(load * app.peakPerMinute * (0.3 + random())),
      call: null,
    };
    attempts.push(attempt);
    const elapsedMs = startedAtMs + attempt.durationMs - atMs;
    const step = nextWait(state, result, elapsedMs, random);
    if (step.kind === 'stop') {
      const backoffMs = attempts.reduce((sum, each) => sum + each.waitedMs, 0);
      attempt.final = true;
      attempt.call = {
        startedAtMs: Math.floor(atMs),
        durationMs: elapsedMs,
        queuedMs: 0,
        backoffMs,
        attempts: n,
      };
      return attempts;
    }
    state = step.next;
    waitedMs = step.delayMs;
    cause = step.cause;
    startedAtMs = Math.floor(startedAtMs + attempt.durationMs + waitedMs);
  }
}

/** The calls of one application in a minute: as many as a Poisson process of its activity gives. */
function* minute(events: DemoEvents, app: DemoApp, minuteMs: number, random: Random): Generator<Attempt[]> {
  const meanGapMs = MINUTE_MS / (app.peakPerMinute * activity(app, minuteMs));
  for (let atMs = exponentialDraw(random, meanGapMs); atMs < MINUTE_MS; atMs += exponentialDraw(random, meanGapMs))
    yield call(events, app, minuteMs + atMs, random);
}

/** The demonstration's week before `endMs`, call by call, in order of minutes. Equal seeds give equal weeks. */
export function* weekOfCalls(endMs: number, seed: number, days = 7): Generator<Attempt[]> {
  const events = weekEvents(endMs);
  const random = seededRandom(seed);
  const firstMs = Math.floor((endMs - days * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  for (let minuteMs = firstMs; minuteMs < endMs; minuteMs += MINUTE_MS)
    for (const app of APPS)
      for (const attempts of minute(events, app, minuteMs, random))
        if ((attempts.at(-1)?.startedAtMs ?? 0) < endMs) yield attempts;
}
