import {
  type Answer,
  ERROR_STATUS,
  encodeEvents,
  errorBody,
  errorEvent,
  messageBody,
  messageEvents,
  messageFacts,
  type Scenario,
  seededRandom,
} from '../mock-provider/index.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const STREAM_TYPE = { 'content-type': 'text/event-stream; charset=utf-8' };
export const TEXT = 'Ein Wehr mißt den Fluß 🌊 und hält die Flut zurück. '.repeat(8);

const factsOf = (model: string) =>
  messageFacts(
    { text: TEXT, inputTokens: 12, outputTokens: 34, cacheReadInputTokens: 5 },
    { model, bodyBytes: 9 },
    seededRandom(1),
  );
const whole = (model: string): Answer => ({ headers: JSON_TYPE, body: JSON.stringify(messageBody(factsOf(model))) });
const events = (model: string) => encodeEvents(messageEvents(factsOf(model)));
const streamed = (model: string, more: Partial<Answer> = {}): Answer => ({
  headers: STREAM_TYPE,
  body: events(model),
  ...more,
});
const failed = (type: 'rate_limit_error' | 'overloaded_error', message: string, wait = {}): Answer => ({
  status: ERROR_STATUS[type],
  headers: { ...JSON_TYPE, ...wait },
  body: JSON.stringify(errorBody(type, message, null)),
});

const ANSWERS: Record<string, (model: string) => Answer> = {
  json: whole,
  text: whole,
  bytes: whole,
  copied: whole,
  stream: streamed,
  decoded: streamed,
  passed: streamed,
  midstream: (model) =>
    streamed(model, {
      body: [...events(model).slice(0, 5), ...encodeEvents([errorEvent('overloaded_error', 'Overloaded', null)])],
    }),
  limited: () => failed('rate_limit_error', 'too many requests', { 'retry-after': '7' }),
  unread: () => failed('overloaded_error', 'Overloaded'),
  cut: (model) => streamed(model, { body: events(model).slice(0, 5), ending: 'reset' }),
  left: (model) => streamed(model, { body: events(model).slice(0, 6), ending: 'hang' }),
  aborted: (model) => streamed(model, { body: events(model).slice(0, 6), ending: 'hang' }),
  late: (model) => streamed(model, { headDelayMs: 60_000 }),
};

/** What the provider answers to an exchange: but for the request's id the same each time. */
const answerOf = (model: string): Answer => ANSWERS[model]?.(model) ?? whole(model);

/** The bytes of its body, as Latin-1. */
export function bodyOf(model: string): string {
  const body = answerOf(model).body as string | string[];
  return Buffer.from([body].flat().join('')).toString('latin1');
}

/** By the name of the model; `retried` gets what it wants at its second retry. */
export const exchangesScenario: Scenario = async (request) => {
  await request.complete;
  if (request.model === null) return null;
  const isRetried = request.model === 'retried' && Number(request.header('x-stainless-retry-count')) < 2;
  const answer = isRetried
    ? failed('overloaded_error', 'Overloaded', { 'retry-after-ms': '5' })
    : answerOf(request.model);
  return { ...answer, headers: { ...(answer.headers as Record<string, string>), 'request-id': `req_${request.n}` } };
};
