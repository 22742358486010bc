import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createExchangeReader } from '../../../lib/outcome/exchange.ts';
import type { ExchangeEnd, ExchangeOptions } from '../../../lib/outcome/exchange-types.ts';
import { CLOSED, COMPLETE, GONE, options, play, RESET, SILENT, streamed } from './exchange-support.ts';
import { anyCuts } from './pieces.ts';

const MESSAGE = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  model: 'claude-opus-5',
  content: [{ type: 'text', text: '{"model":"x","usage":{"input_tokens":9}}' }],
  stop_reason: 'max_tokens',
  usage: { input_tokens: 10, output_tokens: 20, cache_creation_input_tokens: 0 },
});

function failure(status: number, body: unknown, partial: Partial<ExchangeOptions> = {}) {
  return play(options({ status, ...partial }), typeof body === 'string' ? body : JSON.stringify(body));
}

const anthropicError = (type: string, message: string, more: object = {}) => ({
  type: 'error',
  error: { type, message, ...more },
  request_id: 'req_body',
});

describe('a JSON body', () => {
  it('is read whole, in any pieces', () => {
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        expect(play(options(), MESSAGE, COMPLETE, cuts)).toEqual({
          outcome: 'ok',
          phase: null,
          errorType: null,
          errorCode: null,
          errorMessage: null,
          requestId: 'req_head',
          model: 'claude-opus-5',
          usage: {
            inputTokens: 10,
            outputTokens: 20,
            cacheCreationInputTokens: 0,
            cacheReadInputTokens: null,
            serviceTier: null,
          },
          stopReason: 'max_tokens',
          ttftMs: null,
          retryAfterMs: null,
          limits: null,
          organizationId: null,
          stream: false,
        });
      }),
    );
  });

  it('may be large: what comes behind 5 MB of content is read too', () => {
    const large = `{"content":[{"text":"${'lorem \\"ipsum\\" '.repeat(350_000)}"}],"model":"m","usage":{"output_tokens":7}}`;
    expect(play(options(), large)).toMatchObject({ outcome: 'ok', model: 'm', usage: { outputTokens: 7 } });
  });

  test.each<[string, string, ExchangeEnd, object]>([
    ['whole', MESSAGE, COMPLETE, { outcome: 'ok' }],
    ['whole, then the client left', MESSAGE, GONE, { outcome: 'ok' }],
    ['cut, closed in order', MESSAGE.slice(0, -1), COMPLETE, { outcome: 'truncated' }],
    ['cut in a string', MESSAGE.slice(0, 60), COMPLETE, { outcome: 'truncated' }],
    ['cut, broken', MESSAGE.slice(0, 60), CLOSED, { outcome: 'truncated', errorType: null }],
    ['cut, reset', MESSAGE.slice(0, 60), RESET, { outcome: 'truncated', errorType: 'ECONNRESET' }],
    ['cut, client left', MESSAGE.slice(0, 60), GONE, { outcome: 'cancelled' }],
    ['cut, silent', MESSAGE.slice(0, 60), SILENT, { outcome: 'timeout', errorType: 'silence_timeout' }],
    // The transport says that something was missing, and the client saw that too.
    ['whole, broken', MESSAGE, CLOSED, { outcome: 'truncated' }],
    ['empty, as after HEAD', '', COMPLETE, { outcome: 'ok' }],
    ['no JSON after all', 'pong', COMPLETE, { outcome: 'ok', usage: null }],
  ])('%s', (_name, body, end, expected) => {
    expect(play(options(), body, end)).toMatchObject({ phase: null, ...expected });
  });

  it('of another kind is left alone', () => {
    const headers = { 'content-type': 'application/x-jsonl' };
    const lines = '{"result":{"type":"errored"}}\n{"model":"x"';
    expect(play(options({ headers, requestModel: null }), lines)).toMatchObject({ outcome: 'ok', model: null });
    expect(play(options({ headers }), lines, CLOSED).outcome).toBe('truncated');
    for (const type of ['application/x-ndjson', 'application/json-seq', 'application/octet-stream', 'text/plain'])
      expect(play(options({ headers: { 'content-type': type } }), '{"broken":').outcome).toBe('ok');
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/problem+json'])(
    'is known by the type %s',
    (type) => {
      expect(play(options({ headers: { 'content-type': type } }), MESSAGE).model).toBe('claude-opus-5');
    },
  );

  it('of a count of tokens is no usage', () => {
    expect(play(options(), '{"input_tokens":12}')).toMatchObject({ outcome: 'ok', usage: null });
  });

  it('that is an error in spite of its 200 is one', () => {
    expect(play(options(), JSON.stringify(anthropicError('overloaded_error', 'Overloaded')))).toMatchObject({
      outcome: 'overloaded',
      errorType: 'overloaded_error',
    });
    const openrouter = { error: { code: 502, message: 'Provider disconnected' } };
    expect(play(options({ dialect: 'openai' }), JSON.stringify(openrouter))).toMatchObject({
      outcome: 'server_error',
      errorMessage: 'Provider disconnected',
    });
  });

  it('that tells of an error elsewhere is none', () => {
    const job = { object: 'fine_tuning.job', id: 'ft_1', status: 'failed', error: { code: 'x', message: 'bad file' } };
    expect(play(options({ requestModel: null }), JSON.stringify(job)).outcome).toBe('ok');
    expect(play(options({ requestModel: 'gpt' }), JSON.stringify(job)).outcome).toBe('ok');
    const response = { object: 'response', status: 'failed', error: { code: 'server_error', message: 'x' } };
    expect(play(options({ requestModel: null }), JSON.stringify(response)).outcome).toBe('ok');
    expect(play(options({ requestModel: 'gpt' }), JSON.stringify(response)).outcome).toBe('server_error');
    expect(play(options(), JSON.stringify({ ...response, status: 'completed' })).outcome).toBe('ok');
    expect(play(options(), '{"object":"response","status":"completed","error":null}').outcome).toBe('ok');
  });
});

describe('an error of the head', () => {
  it('is decided at once', () => {
    expect(createExchangeReader(options({ status: 529 })).decision).toBe('fail');
    expect(createExchangeReader(streamed({ status: 400 })).decision).toBe('fail');
    expect(createExchangeReader(options({ status: null })).decision).toBe('fail');
    expect(createExchangeReader(options()).decision).toBe('pass');
    expect(createExchangeReader(options({ status: 304 })).decision).toBe('pass');
    expect(createExchangeReader(options({ streamRequested: true })).decision).toBe('pass');
    expect(createExchangeReader(options({ streamRequested: true, headers: {} })).decision).toBe('pending');
  });

  it('tells everything the provider said', () => {
    const body = anthropicError('rate_limit_error', 'No money', {
      details: { error_code: 'enforced_spend_limit_reached' },
    });
    const headers = {
      'content-type': 'application/json',
      'anthropic-organization-id': 'org-1',
      'anthropic-ratelimit-requests-remaining': '0',
    };
    expect(failure(429, body, { headers })).toEqual({
      outcome: 'spend_limited',
      phase: null,
      errorType: 'rate_limit_error',
      errorCode: 'enforced_spend_limit_reached',
      errorMessage: 'No money',
      requestId: 'req_body',
      model: 'claude-asked',
      usage: null,
      stopReason: null,
      ttftMs: null,
      retryAfterMs: null,
      limits: [{ name: 'requests', limit: null, remaining: 0, utilization: null, resetAtMs: null, status: null }],
      organizationId: 'org-1',
      stream: false,
    });
  });

  it('of a call that asked for a stream failed before content', () => {
    expect(failure(529, anthropicError('overloaded_error', 'Overloaded'), { streamRequested: true })).toMatchObject({
      outcome: 'overloaded',
      phase: 'before_content',
      stream: true,
      requestId: 'req_head',
    });
  });

  it('stands, however the connection ends', () => {
    for (const end of [COMPLETE, CLOSED, GONE, RESET, SILENT])
      for (const body of [
        '',
        '{"type":"error","error":{"type":"overl',
        JSON.stringify(anthropicError('overloaded_error', 'x')),
      ])
        expect(play(options({ status: 529 }), body, end).outcome).toBe('overloaded');
  });

  it('as an event stream is read as one', () => {
    const body = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';
    expect(play(streamed({ status: 529 }), body)).toMatchObject({ outcome: 'overloaded', errorMessage: 'Overloaded' });
  });

  test.each<[string, string, string | null]>([
    ['a page', '<html><head><title>502 Bad Gateway</title></head>...', '502 Bad Gateway'],
    ['a page without a title', '<html><body>x</body>', null],
    ['plain text', 'upstream connect error or disconnect\n', 'upstream connect error or disconnect'],
    ['XML, as AWS says it', '<Error><Code>X</Code><Message>Rate exceeded</Message></Error>', 'Rate exceeded'],
    ['nothing', '', null],
    ['broken JSON', '{"type":"err', null],
    ['bytes', '\u0000\u0001', null],
  ])('reads %s', (_name, body, message) => {
    const headers = { 'content-type': 'text/html' };
    expect(failure(502, body, { headers })).toMatchObject({ outcome: 'server_error', errorMessage: message });
  });

  it('is read where the type of the body is wrong or missing', () => {
    const body = { error: { message: 'No tool output', type: 'invalid_request_error' } };
    for (const headers of [{}, { 'content-type': 'application/octet-stream' }])
      expect(failure(400, body, { headers }).errorMessage).toBe('No tool output');
  });

  it('has its message cut and its keys masked', () => {
    const result = failure(401, anthropicError('authentication_error', `bad key sk-ant-api03-${'x'.repeat(9000)}`));
    expect(result.errorMessage).toBe('bad key sk-ant-***');
    const long = failure(400, anthropicError('invalid_request_error', 'ü'.repeat(9000)));
    expect(long.errorMessage).toBe(`${'ü'.repeat(499)}…`);
  });

  it('has no type where that is no word', () => {
    expect(failure(500, anthropicError('x'.repeat(300), 'm')).errorType).toBeNull();
    expect(failure(500, anthropicError('a\nb', 'm')).errorType).toBeNull();
    expect(failure(500, { error: { type: 7, message: ['x'] } })).toMatchObject({ errorType: null, errorMessage: null });
  });
});

describe('the wait that an error asks for', () => {
  const head = (more: Record<string, string>) => ({ 'content-type': 'application/json', ...more });
  const limited = anthropicError('rate_limit_error', 'Rate limited');

  it('is read off errors only', () => {
    const headers = head({ 'retry-after': '31' });
    expect(play(options({ headers }), MESSAGE).retryAfterMs).toBeNull();
    expect(failure(429, limited, { headers }).retryAfterMs).toBe(31_000);
    expect(failure(529, anthropicError('overloaded_error', 'x'), { headers }).retryAfterMs).toBe(31_000);
  });

  it('of a stream that began well is not the head’s', () => {
    const headers = { 'content-type': 'text/event-stream', 'retry-after': '31' };
    const body = 'data: {"type":"error","error":{"type":"overloaded_error","message":"x"}}\n\n';
    expect(play(streamed({ headers }), body).retryAfterMs).toBeNull();
  });

  it('comes from the limits where a 429 says nothing else', () => {
    const limits = {
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': new Date(1_020_000).toISOString(),
    };
    expect(failure(429, limited, { headers: head(limits) }).retryAfterMs).toBe(20_000);
    expect(failure(429, limited, { headers: head(limits), headAtMs: 1_005_000 }).retryAfterMs).toBe(15_000);
    expect(failure(429, limited, { headers: head({ ...limits, 'retry-after': '3' }) }).retryAfterMs).toBe(3000);
    // An overload is none of the account's limits.
    expect(failure(529, anthropicError('overloaded_error', 'x'), { headers: head(limits) }).retryAfterMs).toBeNull();
  });

  it('of money is none', () => {
    const headers = head({ 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': '5' });
    const spend = anthropicError('rate_limit_error', 'Extra usage is required for long context requests.');
    expect(failure(429, spend, { headers })).toMatchObject({ outcome: 'spend_limited', retryAfterMs: null });
  });
});

describe('no answer at all', () => {
  test.each<[ExchangeEnd, object]>([
    [
      { kind: 'network', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1', passedOn: false },
      { outcome: 'network_error', errorType: 'ECONNREFUSED', errorMessage: 'connect ECONNREFUSED 127.0.0.1:1' },
    ],
    [
      { kind: 'network', code: '', message: '', passedOn: false },
      { outcome: 'network_error', errorType: 'network_error', errorMessage: null },
    ],
    [
      { kind: 'timeout', what: 'connect', passedOn: false },
      { outcome: 'timeout', errorType: 'connect_timeout' },
    ],
    [
      { kind: 'timeout', what: 'first_byte', passedOn: false },
      { outcome: 'timeout', errorType: 'first_byte_timeout' },
    ],
    [{ kind: 'upstream_closed', passedOn: false }, { outcome: 'network_error' }],
    [
      { kind: 'client_gone', passedOn: false },
      { outcome: 'cancelled', phase: null },
    ],
  ])('%j', (end, expected) => {
    const given = options({ status: null, headers: {} });
    expect(play(given, '', end)).toMatchObject({ phase: null, model: 'claude-asked', requestId: null, ...expected });
  });

  it('to a call that asked for a stream failed before content', () => {
    const end: ExchangeEnd = { kind: 'timeout', what: 'connect', passedOn: false };
    expect(play(streamed({ status: null, headers: {} }), '', end)).toMatchObject({
      phase: 'before_content',
      stream: true,
    });
  });
});

it('takes any head and any body without throwing', () => {
  const header = fc.dictionary(
    fc.constantFrom('content-type', 'request-id', 'retry-after', 'x-amzn-errortype', 'anthropic-ratelimit-x-reset'),
    fc.oneof(fc.string(), fc.array(fc.string()), fc.constantFrom('application/json', 'text/event-stream')),
  );
  const status = fc.oneof(fc.constant(null), fc.integer({ min: 100, max: 999 }));
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((error) => JSON.stringify({ type: 'error', error })),
  );
  const dialect = fc.constantFrom('anthropic', 'openai', 'gemini', 'generic');
  fc.assert(
    fc.property(status, header, body, dialect, fc.boolean(), anyCuts, (code, headers, text, name, wanted, cuts) => {
      const given = options({ status: code, headers, dialect: name as 'generic', streamRequested: wanted });
      const once = play(given, text);
      expect({ ...play(given, text, COMPLETE, cuts), ttftMs: null }).toEqual({ ...once, ttftMs: null });
    }),
    { numRuns: 500 },
  );
});
