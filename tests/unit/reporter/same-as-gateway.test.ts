import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchangeReader } from '../../../lib/outcome/exchange.ts';
import type { ExchangeEnd, ExchangeOptions } from '../../../lib/outcome/exchange-types.ts';
import type { BodyEnd } from '../../../lib/reporter/exchange.ts';
import {
  BLOCK,
  BLOCK_END,
  chunks,
  DELTA,
  OVERLOADED,
  options,
  PING,
  START,
  STOP,
  sse,
  streamed,
  TEXT,
} from '../outcome/exchange-support.ts';
import { anyCuts, anyText, bytes, pieces } from '../outcome/pieces.ts';
import { reported } from './support.ts';

/** How an exchange ended, in the words of the gateway and of the reporter. */
const ENDS: readonly (readonly [ExchangeEnd, BodyEnd])[] = [
  [{ kind: 'complete', passedOn: true }, 'complete'],
  [{ kind: 'client_gone', passedOn: true }, 'left'],
  [
    { kind: 'network', code: 'ECONNRESET', message: 'read ECONNRESET', passedOn: true },
    {
      error: Object.assign(new TypeError('terminated'), { cause: { code: 'ECONNRESET', message: 'read ECONNRESET' } }),
    },
  ],
];

function expectSame(
  given: ExchangeOptions,
  text: string,
  [gatewayEnd, reporterEnd]: (typeof ENDS)[number],
  cuts: number[] = [],
  /** Of a document that was cut off the gateway has read the beginning; the reporter can only say that it was cut. */
  isCutOff = false,
): void {
  const reader = createExchangeReader(given);
  for (const piece of pieces(bytes(text), cuts)) reader.write(piece, given.startedAtMs + 1);
  // Nothing but comments is held back until there is an event.
  const seen = reader.finish({ ...gatewayEnd, passedOn: /\bdata:/.test(text) });
  const told = reported(given, pieces(bytes(text), cuts), reporterEnd);
  const partial = { model: null, usage: null, stopReason: null };
  expect({
    outcome: told.outcome,
    phase: told.phase,
    errorType: told.errorType,
    errorMessage: told.errorMessage,
    requestId: told.requestId,
    model: told.model,
    usage: told.usage,
    stopReason: told.stopReason,
    stream: told.stream,
    hasContent: told.ttftMs !== null,
    ...(isCutOff && partial),
  }).toEqual({
    outcome: seen.outcome,
    phase: seen.phase,
    errorType: seen.errorType,
    errorMessage: seen.errorMessage,
    requestId: seen.requestId,
    model: seen.model,
    usage: seen.usage,
    stopReason: seen.stopReason,
    stream: seen.stream,
    hasContent: seen.ttftMs !== null,
    ...(isCutOff && partial),
  });
}

const anyEnd = fc.constantFrom(...ENDS);
const anyDelta = anyText.map((text) => ({ ...TEXT, delta: { type: 'text_delta', text } }));
const anyError = fc.constantFrom('overloaded_error', 'api_error', 'rate_limit_error').map((type) => ({
  ...OVERLOADED,
  error: { type, message: type === 'api_error' ? 'Internal server error' : 'Overloaded' },
}));

describe('a stream of the Messages API', () => {
  const anyEvents = fc
    .tuple(fc.array(anyDelta, { maxLength: 5 }), fc.option(anyError), fc.nat({ max: 12 }), fc.boolean())
    .map(([deltas, error, at, isCut]) => {
      const events: { type: string }[] = [START, BLOCK, PING, ...deltas, BLOCK_END, DELTA, STOP];
      if (error) return [...events.slice(0, at), error];
      return isCut ? events.slice(0, at) : events;
    });

  it('is read as the gateway reads it, in any pieces, with any line ends, however it ends', () => {
    fc.assert(
      fc.property(
        anyEvents,
        anyEnd,
        anyCuts,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (events, end, cuts, newline, bom) => {
          const text = (bom ? '\ufeff: a comment\n' : '') + sse(...events);
          expectSame(streamed(), text.replaceAll('\n', newline), end, cuts);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a stream of chat completions', () => {
  const chunk = (delta: object, finish: string | null = null, rest: object = {}) => ({
    object: 'chat.completion.chunk',
    model: 'gpt-5-mini',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...rest,
  });
  const usage = { prompt_tokens: 7, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 3 } };
  const events = [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'He' }),
    chunk({ content: 'llo' }),
    chunk({}, 'stop'),
    { object: 'chat.completion.chunk', model: 'gpt-5-mini', choices: [], usage },
    '[DONE]',
  ];

  it('is read as the gateway reads it, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.nat({ max: events.length }), anyEnd, anyCuts, (length, end, cuts) => {
        expectSame(streamed({ dialect: 'openai' }), chunks(...events.slice(0, length)), end, cuts);
      }),
    );
  });
});

describe('a stream of responses', () => {
  const response = {
    model: 'gpt-5',
    usage: { input_tokens: 3, output_tokens: 4, input_tokens_details: { cached_tokens: 1 } },
  };
  const events = [
    { type: 'response.created', response: { model: 'gpt-5', usage: null, error: null } },
    { type: 'response.output_text.delta', delta: 'Hi' },
    { type: 'response.completed', response: { ...response, error: null } },
  ];
  const failed = {
    type: 'response.failed',
    response: { ...response, error: { code: 'server_error', message: 'It broke' } },
  };

  it.each([0, 1, 2, 3])('of %i events is read as the gateway reads it', (length) => {
    for (const end of ENDS) {
      expectSame(streamed({ dialect: 'openai' }), sse(...events.slice(0, length)), end);
      expectSame(streamed({ dialect: 'openai' }), sse(...events.slice(0, length), failed), end);
    }
  });
});

describe('a body', () => {
  const message = {
    id: 'msg_1',
    type: 'message',
    model: 'claude-opus-5',
    stop_reason: 'end_turn',
    usage: { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 3, cache_read_input_tokens: 4 },
  };
  const json = JSON.stringify(message);
  const ERRORS: readonly (readonly [number, string])[] = [
    [529, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}'],
    [500, '{"type":"error","error":{"type":"api_error","message":"Overloaded"},"request_id":null}'],
    [429, '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}'],
    [
      429,
      '{"type":"error","error":{"type":"rate_limit_error","message":"No more","details":{"error_code":"enforced_spend_limit_reached"}}}',
    ],
    [400, '{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}'],
    [429, '{"error":{"message":"Rate limit","type":"tokens","code":"rate_limit_exceeded"}}'],
    [429, '{"error":{"message":"No money","type":"insufficient_quota","code":"insufficient_quota"}}'],
    [503, '{"error":{"code":503,"message":"The model is overloaded","status":"UNAVAILABLE"}}'],
    [502, '<html>Bad gateway</html>'],
    [504, ''],
    [500, '{"error":"It broke"}'],
  ];

  it('that is whole, cut, or left, is read as the gateway reads it', () => {
    fc.assert(
      fc.property(fc.nat({ max: json.length }), anyCuts, (length, cuts) => {
        const isWhole = length === json.length;
        for (const end of ENDS) expectSame(options(), json.slice(0, length), end, cuts, !isWhole);
      }),
    );
  });

  it.each(ERRORS)('with %i and %s is read as the gateway reads it', (status, body) => {
    for (const end of ENDS) expectSame(options({ status }), body, end);
  });

  it('with 200 that holds an error is one', () => {
    for (const [, body] of ERRORS.filter(([, text]) => text.startsWith('{')))
      expectSame(options(), body, ENDS[0] as never);
    expectSame(options(), '{"object":"batch","error":{"message":"one of its lines"}}', ENDS[0] as never);
  });
});
