import { seededRandom } from '../../lib/scheduler/random.ts';
import {
  type Answer,
  type ErrorType,
  error,
  jsonMessage,
  type ReceivedRequest,
  type Scenario,
  type ScenarioContext,
  streamMessage,
} from '../../tests/support/mock-provider/index.ts';
import { APPS, type DemoApp, MODELS, type ModelKey } from './cast.ts';
import type { DemoEvents } from './events.ts';
import { type Exchange, exchange } from './exchange.ts';
import { activity } from './history.ts';

const DELTAS = 12;

function appOf(userAgent: string | undefined): DemoApp | undefined {
  return APPS.find((app) => app.userAgent === userAgent);
}

function modelOf(name: string | null): ModelKey {
  const found = (Object.keys(MODELS) as ModelKey[]).find((key) => MODELS[key].name === name);
  return found ?? 'sonnet';
}

function limitHeaders(drawn: Exchange): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, limit, remaining, resetAtMs } of drawn.limits ?? []) {
    const prefix = `anthropic-ratelimit-${name.replace('_', '-')}`;
    headers[`${prefix}-limit`] = String(limit);
    headers[`${prefix}-remaining`] = String(remaining);
    headers[`${prefix}-reset`] = new Date(resetAtMs ?? 0).toISOString().replace('.000', '');
  }
  if (drawn.retryAfterMs !== null) headers['retry-after'] = String(drawn.retryAfterMs / 1000);
  return headers;
}

function bodyOf(drawn: Exchange, stream: boolean) {
  if (drawn.status === null || drawn.status >= 400)
    return error((drawn.errorType ?? 'api_error') as ErrorType, { message: drawn.errorMessage ?? undefined });
  const options = {
    inputTokens: drawn.usage?.inputTokens ?? 0,
    outputTokens: drawn.usage?.outputTokens ?? 0,
    cacheReadInputTokens: drawn.usage?.cacheReadInputTokens ?? 0,
    cacheCreationInputTokens: drawn.usage?.cacheCreationInputTokens ?? 0,
    stopReason: drawn.stopReason ?? 'end_turn',
  };
  if (!stream) return jsonMessage(options);
  const eventMs = Math.max(1, (drawn.durationMs - (drawn.ttftMs ?? 0)) / DELTAS);
  const failAfter = drawn.outcome === 'overloaded' ? { events: drawn.phase === 'mid_stream' ? 7 : 0 } : undefined;
  return streamMessage({ ...options, deltas: DELTAS, firstEventMs: drawn.ttftMs ?? 400, eventMs, failAfter });
}

/** The provider's side of an exchange that was drawn: the same bytes and waits that a real one would show. */
function answerFor(drawn: Exchange, stream: boolean, request: ReceivedRequest, context: ScenarioContext): Answer {
  if (drawn.status === null) return { ending: 'reset', headDelayMs: drawn.durationMs };
  const answer = bodyOf(drawn, stream)(request, context);
  const streamed = stream && drawn.status === 200;
  return {
    ...answer,
    headers: { ...(answer.headers as Record<string, string>), ...limitHeaders(drawn) },
    headDelayMs: streamed ? undefined : drawn.durationMs,
  };
}

/** Answers as the demonstration's provider would: by its events, to the application that asks, at this moment. */
export function liveScenario(events: DemoEvents, seed: number): Scenario {
  const random = seededRandom(seed);
  return async (request, context) => {
    await request.complete;
    const app = appOf(request.header('user-agent'));
    if (!app || request.path !== '/v1/messages') return null;
    const stream = Reflect.get(Object(request.json()), 'stream') === true;
    const load = activity(app, context.nowMs);
    const drawn = exchange(events, app, modelOf(request.model), stream, context.nowMs, load, random);
    return answerFor(drawn, stream, request, context);
  };
}
