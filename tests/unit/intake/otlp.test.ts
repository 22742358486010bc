import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { exported, telemetryRefused } from '../../../lib/intake/otlp/answer.ts';
import { logsFromJson, spansFromJson } from '../../../lib/intake/otlp/decode-json.ts';
import { logsFromProtobuf, metricsInProtobuf, spansFromProtobuf } from '../../../lib/intake/otlp/decode-protobuf.ts';
import { isModelCall, modelCall } from '../../../lib/intake/otlp/gen-ai-span.ts';
import { httpAttempt } from '../../../lib/intake/otlp/http-span.ts';
import { RetriesExhausted } from '../../../lib/intake/otlp/retries-exhausted.ts';
import { fromErrorType, fromMessage, NO_ERROR, outcomeOf } from '../../../lib/intake/otlp/stated-error.ts';
import type { Attributes, Span } from '../../../lib/intake/otlp/telemetry.ts';
import { aSpan, traces } from '../../support/otlp.ts';

const IDS = { traceId: '11'.repeat(16), spanId: '22'.repeat(8), parentSpanId: '33'.repeat(8) };

function span(attributes: Attributes, over: Partial<Span> = {}): Span {
  return {
    ...IDS,
    resource: { 'service.name': 'shop' },
    scopeName: '',
    scopeVersion: '',
    name: 'chat',
    startMs: 1000,
    endMs: 1800,
    failed: false,
    attributes,
    exception: null,
    ...over,
  };
}

/** Protobuf's wire format, as short as a test needs it. */
type Field = [number: number, value: string | Uint8Array | Field[] | bigint | number | boolean];
function encode(fields: Field[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [number, value] of fields) {
    if (typeof value === 'bigint')
      writer
        .uint32((number << 3) | 1)
        .fixed32(Number(value & 0xffffffffn))
        .fixed32(Number(value >> 32n));
    else if (typeof value === 'number') writer.uint32((number << 3) | 0).int64(value);
    else if (typeof value === 'boolean') writer.uint32((number << 3) | 0).bool(value);
    else if (typeof value === 'string') writer.uint32((number << 3) | 2).string(value);
    else writer.uint32((number << 3) | 2).bytes(value instanceof Uint8Array ? value : encode(value));
  }
  return writer.finish();
}
const attribute = (key: string, value: string | number | boolean | string[]): Field[] => [
  [1, key],
  [
    2,
    typeof value === 'string'
      ? [[1, value]]
      : typeof value === 'boolean'
        ? [[2, value]]
        : Array.isArray(value)
          ? [[5, value.map((text): Field => [1, [[1, text]]])]]
          : [[3, value]],
  ],
];

describe('decoding', () => {
  it('gives the same of protobuf and of JSON', () => {
    const startMs = 1_795_522_346_430;
    const values = {
      'gen_ai.request.model': 'claude-sonnet-5',
      'gen_ai.usage.input_tokens': 2 ** 40,
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['end_turn', 'x'],
      'gen_ai.prompt': 'dropped',
    };
    const exception = { 'exception.message': '529 overloaded', 'exception.stacktrace': 'dropped' };
    const json = traces([aSpan(values, { ...IDS, name: 'chat', startMs, durationMs: 250, failed: true, exception })]);
    const proto = encode([
      [
        1,
        [
          [1, [[1, attribute('service.name', 'shop')]]],
          [
            2,
            [
              [1, [[1, 'test']]],
              [
                2,
                [
                  [1, Buffer.from(IDS.traceId, 'hex')],
                  [2, Buffer.from(IDS.spanId, 'hex')],
                  [4, Buffer.from(IDS.parentSpanId, 'hex')],
                  [5, 'chat'],
                  [7, BigInt(startMs) * 1_000_000n],
                  [8, BigInt(startMs + 250) * 1_000_000n],
                  ...Object.entries(values).map(([key, value]): Field => [9, attribute(key, value)]),
                  [11, [[2, 'exception'], ...Object.entries(exception).map(([k, v]): Field => [3, attribute(k, v)])]],
                  [15, [[3, 2]]],
                ],
              ],
            ],
          ],
        ],
      ],
    ]);
    const [decoded] = [...spansFromProtobuf(proto)];
    expect(decoded).toEqual([...spansFromJson(json)][0]);
    expect(decoded).toMatchObject({ startMs, endMs: startMs + 250, failed: true, scopeName: 'test' });
    expect(Object.keys(decoded?.attributes ?? {})).not.toContain('gen_ai.prompt');
  });

  it('gives the same log record of both', () => {
    const json = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                {
                  observedTimeUnixNano: '5000000',
                  body: { stringValue: 'claude_code.api_error' },
                  traceId: IDS.traceId,
                  spanId: IDS.spanId,
                  attributes: [{ key: 'model', value: { stringValue: 'm' } }],
                },
              ],
            },
          ],
        },
      ],
    };
    const record: Field[] = [
      [11, 5_000_000n],
      [5, [[1, 'claude_code.api_error']]],
      [6, attribute('model', 'm')],
      [9, Buffer.from(IDS.traceId, 'hex')],
      [10, Buffer.from(IDS.spanId, 'hex')],
    ];
    const [decoded] = [...logsFromProtobuf(encode([[1, [[2, [[2, record]]]]]]))];
    expect(decoded).toEqual([...logsFromJson(json)][0]);
    expect(decoded).toMatchObject({ eventName: 'api_error', timeMs: 5 });
  });

  it('of any bytes ends in records or in a refusal', () => {
    const decoders = [spansFromProtobuf, logsFromProtobuf];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const decode of decoders) {
          try {
            for (const _ of decode(bytes));
          } catch (error) {
            expect(error).toMatchObject({ name: 'BodyError', status: 400 });
          }
        }
      }),
    );
  });

  it('of any JSON ends in records or in a refusal', () => {
    const key = fc.constantFrom(
      'resourceSpans',
      'scopeSpans',
      'spans',
      'attributes',
      'key',
      'value',
      'resource',
      'events',
    );
    fc.assert(
      fc.property(
        fc.object({
          key,
          maxDepth: 6,
          values: [fc.jsonValue({ maxDepth: 2 }), fc.array(fc.object({ key, maxDepth: 3 }))],
        }),
        (root) => {
          try {
            for (const _ of spansFromJson(root));
          } catch (error) {
            expect(error).toMatchObject({ name: 'BodyError', status: 400 });
          }
        },
      ),
    );
  });

  it('walks a body of a hundred thousand empty parts without building them', () => {
    expect(metricsInProtobuf(encode([[1, Array.from({ length: 100_000 }, (): Field => [2, []])]]))).toBe(0);
  });
});

describe('what a failure says', () => {
  it.each([
    [
      '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}',
      529,
      'overloaded_error',
      'Overloaded',
      'req_1',
    ],
    [
      "Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'too long'}}",
      400,
      'invalid_request_error',
      'too long',
      null,
    ],
    ['503 Service Unavailable', 503, null, null, null],
    ['404', 404, null, null, null],
  ])('is read where the status leads: %s', (message, status, errorType, errorMessage, requestId) => {
    expect(fromMessage(message)).toEqual({ status, errorType, errorMessage, requestId, outcome: null });
  });

  it('is unescaped, and masked after that', () => {
    const body = JSON.stringify({
      error: { type: 'authentication_error', message: 'invalid "x-api-key":\nsk-ant-abcdef' },
    });
    expect(fromMessage(`401 ${body}`).errorMessage).toBe('invalid "x-api-key": ***');
  });

  it.each([null, '', 'my prompt', '5290 apples', '999 bottles', ' 529'])(
    'is nothing where it does not: %j',
    (message) => {
      expect(fromMessage(message)).toEqual(NO_ERROR);
    },
  );

  it.each([
    ['overloaded_error', null, 'overloaded'],
    ['529', null, 'overloaded'],
    ['RateLimitError', null, 'rate_limited'],
    ['anthropic.InternalServerError', null, 'server_error'],
    ['AbortError', null, 'cancelled'],
    ['APIConnectionTimeoutError', null, 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', null, 'timeout'],
    ['client_timeout_error', null, 'timeout'],
    ['connection_error', null, 'network_error'],
    ['ECONNRESET', 200, 'truncated'],
    ['TypeError', null, 'network_error'],
    ['SomethingElse', 200, 'truncated'],
    ['SomethingElse', null, 'network_error'],
  ])('%s with status %s is %s', (type, status, outcome) => {
    const error = fromErrorType(type);
    expect(outcomeOf({ ...error, status: status ?? error.status }, true)).toBe(outcome);
  });
});

describe('spans of model calls', () => {
  it.each([
    [{ 'gen_ai.operation.name': 'chat' }, true],
    [{ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.request.model': 'x' }, false],
    [{ 'gen_ai.system': 'openai', 'gen_ai.request.model': 'x' }, true],
    [{ 'gen_ai.provider.name': 'anthropic', 'http.request.method': 'POST' }, true],
    [{ 'gen_ai.provider.name': 'anthropic' }, false],
    [{ 'openinference.span.kind': 'CHAIN' }, false],
    [{ 'llm.request.type': 'completion' }, true],
    [{}, false],
  ])('%j: %s', (attributes, is) => {
    expect(isModelCall(span(attributes as Attributes))).toBe(is);
  });

  it('of the Anthropic SDK count cached tokens as input; on record they stand apart', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 70,
      'gen_ai.usage.cache_write.input_tokens': 20,
      'http.response.status_code': 200,
    };
    expect(
      modelCall(span(attributes, { scopeName: 'com.anthropic.sdk.typescript', scopeVersion: '1.12.0' })),
    ).toMatchObject({
      client: 'anthropic-typescript',
      clientVersion: '1.12.0',
      usage: { inputTokens: 10, cacheReadInputTokens: 70, cacheCreationInputTokens: 20 },
    });
    expect(modelCall(span(attributes))).toMatchObject({ client: null, usage: { inputTokens: 100 } });
  });

  it('without usable ids are none', () => {
    for (const over of [{ traceId: '00'.repeat(16) }, { spanId: '' }, { traceId: 'x'.repeat(32) }])
      expect(modelCall(span({ 'gen_ai.operation.name': 'chat' }, over))).toBeNull();
  });

  it('with hostile values keep none that is not fit to be kept', () => {
    const hostile = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'a\nb',
      'anthropic.request.id': 'x'.repeat(300),
    };
    expect(modelCall(span(hostile, { endMs: 5 }))).toMatchObject({ model: null, requestId: null, durationMs: 0 });
  });
});

describe('spans of HTTP requests', () => {
  const telemetry = {
    ownHosts: new Set(['localhost:5291']),
    upstreams: [{ name: 'mock', host: '10.0.0.1:9000' }],
  };
  const told = (url: string, attributes: Attributes = {}, over: Partial<Span> = {}, parentIsCall = false) =>
    httpAttempt(
      span({ 'http.request.method': 'POST', 'url.full': url, 'http.response.status_code': 200, ...attributes }, over),
      telemetry,
      parentIsCall,
    );

  it.each([
    ['https://api.anthropic.com/v1/messages?key=secret', 'anthropic', '/v1/messages'],
    ['http://10.0.0.1:9000/v1/messages/count_tokens', 'mock', '/v1/messages/count_tokens'],
    ['https://api.openai.com/v1/responses/resp_123', 'openai', '/v1/responses/{id}'],
  ])('to %s are attempts', (url, provider, endpoint) => {
    expect(told(url)).toMatchObject({ provider, endpoint, status: 200, outcome: 'ok', parentId: expect.any(String) });
  });

  it.each([
    ['another place', 'https://example.com/v1/messages'],
    ['the gateway itself', 'http://localhost:5291/v1/messages'],
    ['nowhere', 'not a url'],
  ])('to %s are none', (_, url) => {
    expect(told(url)).toBeNull();
  });

  it('made for a call that came along are attempts wherever they went, but not by the gateway', () => {
    expect(told('https://llm.example.com/v1/messages', {}, {}, true)).toMatchObject({ endpoint: '/v1/messages' });
    expect(told('http://localhost:5291/v1/messages', {}, {}, true)).toBeNull();
  });

  it.each([
    [{ 'http.response.status_code': 529, 'error.type': '529' }, true, 'overloaded'],
    [{ 'http.response.status_code': 0, 'error.type': 'ECONNREFUSED' }, true, 'network_error'],
    [{ 'http.response.status_code': 0 }, false, 'cancelled'],
    [{ 'error.type': 'UND_ERR_SOCKET' }, true, 'truncated'],
    [{ 'http.request.method': 'GET' }, false, null],
  ])('with %j, failed: %s, are %s', (attributes, failed, outcome) => {
    expect(told('https://api.anthropic.com/v1/messages', attributes as Attributes, { failed })?.outcome ?? null).toBe(
      outcome,
    );
  });
});

describe('RetriesExhausted', () => {
  const failure = { id: 'a', sessionId: 's', model: 'm', status: 529, startedAtMs: 0, durationMs: 1000 };

  it('knows a failure by session, model, status and the time of its end', () => {
    const exhausted = new RetriesExhausted();
    exhausted.note(failure);
    expect(exhausted.find({ ...failure, startedAtMs: -500, durationMs: 1500 })).toBe('a');
    expect(exhausted.find({ ...failure, sessionId: 't' })).toBeNull();
    expect(exhausted.find({ ...failure, durationMs: 20_000 })).toBeNull();
  });

  it('forgets the oldest of very many', () => {
    const exhausted = new RetriesExhausted();
    for (let i = 0; i <= 1000; i++) exhausted.note({ ...failure, id: `${i}`, sessionId: `${i}` });
    expect(exhausted.find({ ...failure, sessionId: '0' })).toBeNull();
    expect(exhausted.find({ ...failure, sessionId: '1' })).toBe('1');
  });
});

describe('answers', () => {
  const counts = { accepted: 1, duplicates: 0, rejected: 2, unused: 0 };

  it('say nothing where nothing was rejected', () => {
    expect(exported('logs', 'json', { ...counts, rejected: 0 }, []).body).toBe('{}');
    expect(exported('logs', 'protobuf', { ...counts, rejected: 0 }, []).body).toHaveLength(0);
  });

  it('say what was rejected, in the words of each signal', () => {
    expect(exported('logs', 'json', counts, ['a', 'b']).body).toBe(
      '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"a; b"}}',
    );
    expect(exported('traces', 'protobuf', counts, ['a']).body).toEqual(Buffer.from([10, 5, 8, 2, 18, 1, 97]));
  });

  it('say failures as a status', () => {
    expect(telemetryRefused('json', 503, 'x', 'later', 1000)).toMatchObject({
      status: 503,
      body: '{"code":14,"message":"later"}',
      retryAfterMs: 1000,
    });
  });
});
