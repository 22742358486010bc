import type { Attempt, LimitReading, Usage } from '../../lib/outcome/attempt.ts';
import { exponentialDraw, normalDraw, type Random } from '../../lib/scheduler/random.ts';
import { type DemoApp, MODELS, type ModelKey } from './cast.ts';
import { type DemoEvents, overloadShare } from './events.ts';

/** What one exchange came to: the part of an attempt that the provider decides. */
export type Exchange = Pick<
  Attempt,
  | 'outcome'
  | 'phase'
  | 'status'
  | 'errorType'
  | 'errorMessage'
  | 'durationMs'
  | 'firstByteMs'
  | 'ttftMs'
  | 'usage'
  | 'stopReason'
  | 'retryAfterMs'
  | 'limits'
  | 'responseBytes'
>;

type Failure = Pick<Exchange, 'outcome' | 'status' | 'errorType' | 'errorMessage'> & Partial<Exchange>;

const NOTHING: Omit<Exchange, 'outcome' | 'status' | 'durationMs'> = {
  phase: null,
  errorType: null,
  errorMessage: null,
  firstByteMs: null,
  ttftMs: null,
  usage: null,
  stopReason: null,
  retryAfterMs: null,
  limits: null,
  responseBytes: 0,
};

/** A draw around a median that is never negative and has a long tail, as latencies have. */
function around(median: number, spread: number, random: Random): number {
  return median * Math.exp(spread * normalDraw(random));
}

function limitsAt(atMs: number, usedShare: number): LimitReading[] {
  const resetAtMs = Math.ceil(atMs / 60_000) * 60_000;
  const reading = (name: string, limit: number): LimitReading => ({
    name,
    limit,
    remaining: Math.max(0, Math.round(limit * (1 - usedShare))),
    utilization: Math.min(1, usedShare),
    resetAtMs,
    status: null,
  });
  return [reading('requests', 4000), reading('input_tokens', 2_000_000), reading('output_tokens', 400_000)];
}

function success(app: DemoApp, model: ModelKey, stream: boolean, atMs: number, load: number, random: Random): Exchange {
  const { tokensPerSecond, ttftMs: medianTtftMs } = MODELS[model];
  const outputTokens = Math.max(1, Math.min(app.maxTokens, Math.round(around(app.outputTokens, 0.8, random))));
  const inputTokens = Math.round(around(app.inputTokens, 0.5, random));
  const cacheReadTokens = app.cached && random() < 0.8 ? Math.round(app.prefixBytes / 4) : 0;
  const ttftMs = around(medianTtftMs * (1 + load), 0.35, random);
  const durationMs = ttftMs + (outputTokens / around(tokensPerSecond, 0.15, random)) * 1000;
  const usage: Usage = {
    inputTokens,
    outputTokens,
    cacheCreationInputTokens: app.cached && cacheReadTokens === 0 ? Math.round(app.prefixBytes / 4) : 0,
    cacheReadInputTokens: cacheReadTokens,
    serviceTier: 'standard',
  };
  return {
    ...NOTHING,
    outcome: 'ok',
    status: 200,
    durationMs,
    firstByteMs: stream ? ttftMs * 0.9 : durationMs,
    ttftMs: stream ? ttftMs : null,
    usage,
    stopReason: outputTokens >= app.maxTokens ? 'max_tokens' : random() < 0.2 ? 'tool_use' : 'end_turn',
    limits: limitsAt(atMs, Math.min(0.97, 0.15 + 0.5 * load)),
    responseBytes: outputTokens * (stream ? 62 : 4) + 900,
  };
}

const OVERLOADED: Failure = {
  outcome: 'overloaded',
  status: 529,
  errorType: 'overloaded_error',
  errorMessage: 'Overloaded',
  responseBytes: 127,
};

/** One exchange at a moment of the week. `load` is how busy the application is, 0 to 1. */
export function exchange(
  events: DemoEvents,
  app: DemoApp,
  model: ModelKey,
  stream: boolean,
  atMs: number,
  load: number,
  random: Random,
): Exchange {
  const fail = (failure: Failure, medianMs: number): Exchange => {
    const durationMs = around(medianMs, 0.4, random);
    return { ...NOTHING, durationMs, firstByteMs: failure.status === null ? null : durationMs, ...failure };
  };
  const { rateLimitDay, brokenDeploy } = events;

  if (app.app === brokenDeploy.app && atMs >= brokenDeploy.fromMs && atMs < brokenDeploy.toMs && random() < 0.83)
    return fail(
      {
        outcome: 'client_error',
        status: 400,
        errorType: 'invalid_request_error',
        errorMessage: 'messages.1.content: Input should be a valid list',
        responseBytes: 164,
      },
      140,
    );
  if (random() < overloadShare(events, model, atMs)) {
    if (!stream || random() < 0.86) return fail(OVERLOADED, 380);
    const midStream = random() < 0.5;
    const phase = midStream ? 'mid_stream' : 'before_content';
    return fail({ ...OVERLOADED, status: 200, phase, ttftMs: midStream ? 900 : null }, midStream ? 3800 : 700);
  }
  const atLimit = app.app === rateLimitDay.app && atMs >= rateLimitDay.fromMs && atMs < rateLimitDay.toMs;
  if (random() < (atLimit ? 0.31 * load : 0.0004))
    return fail(
      {
        outcome: 'rate_limited',
        status: 429,
        errorType: 'rate_limit_error',
        errorMessage: "This request would exceed your organization's rate limit of 2,000,000 input tokens per minute",
        retryAfterMs: Math.ceil(1 + random() * 24) * 1000,
        limits: limitsAt(atMs, 1),
        responseBytes: 236,
      },
      120,
    );
  const dice = random();
  if (dice < 0.0008)
    return fail(
      { outcome: 'server_error', status: 500, errorType: 'api_error', errorMessage: 'Internal server error' },
      900,
    );
  if (dice < 0.0011)
    return fail(
      { outcome: 'network_error', status: null, errorType: 'ECONNRESET', errorMessage: 'socket hang up' },
      60,
    );
  if (dice < 0.0035)
    return fail(
      {
        outcome: 'client_error',
        status: 400,
        errorType: 'invalid_request_error',
        errorMessage: 'prompt is too long: 214882 tokens > 200000 maximum',
      },
      210,
    );
  const whole = success(app, model, stream, atMs, load, random);
  if (stream && dice < 0.011)
    return {
      ...whole,
      outcome: 'cancelled',
      stopReason: null,
      durationMs: Math.min(whole.durationMs, (whole.ttftMs ?? 0) + exponentialDraw(random, 2500)),
    };
  return whole;
}
