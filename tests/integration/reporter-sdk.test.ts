import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createReporter, report, reportMiddleware } from '../../lib/reporter/index.ts';
import type { ReporterOptions } from '../../lib/reporter/package/index.d.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import {
  error,
  type MockProvider,
  overloaded,
  overloadedAs500,
  type Reply,
  rateLimited,
  spendLimited,
  startMockProvider,
  streamMessage,
} from '../support/mock-provider/index.ts';

const PARAMS = { model: 'claude-sonnet-5', max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] };
const TOKEN = 'report-token-1';
const SOON = { headers: { 'retry-after-ms': '5' } };

let provider: MockProvider;
let gateway: RunningGateway;
let before = 0;
let options: ReporterOptions;
let made = 0;

beforeAll(async () => {
  provider = await startMockProvider();
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}`, WEIR_REPORT_TOKEN: TOKEN } });
});
beforeEach(() => {
  // A name of its own, so that each test has a reporter of its own.
  options = { url: gateway.url, token: TOKEN, app: `shop-${++made}`, intervalMs: 20 };
});
afterEach(async () => {
  provider.reset();
  before = (await gateway.attempts()).length;
});
afterAll(async () => {
  await gateway.stop();
  await provider.close();
});

const recorded = async (count: number) => {
  const rows = (await gateway.untilAttempts(before + count)).slice(before);
  expect(rows).toHaveLength(count);
  return rows.toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.n - b.n);
};

/** The two ways into the Anthropic SDK. */
const WAYS = {
  fetch: () => ({ fetch: report(fetch, options) }),
  middleware: () => ({ middleware: [reportMiddleware(options)] }),
};

describe.each(['fetch', 'middleware'] as const)('the Anthropic SDK, reported as its %s', (way) => {
  const client = (more: ConstructorParameters<typeof Anthropic>[0] = {}) =>
    new Anthropic({ baseURL: provider.url, apiKey: 'sk-ant-sdk-test', ...WAYS[way](), ...more });

  it('gets its message, which is on record', async () => {
    const message = await client().messages.create(PARAMS);
    expect(message.content[0]).toMatchObject({ type: 'text' });
    expect(await recorded(1)).toMatchObject([
      {
        source: 'report',
        outcome: 'ok',
        status: 200,
        provider: 'anthropic',
        endpoint: '/v1/messages',
        model: 'claude-sonnet-5',
        stream: false,
        app: options.app,
        client: 'anthropic-typescript',
        clientVersion: '1.12.0',
        retryCount: 0,
        requestId: message._request_id,
        stopReason: 'end_turn',
        usage: { inputTokens: message.usage.input_tokens, outputTokens: message.usage.output_tokens },
        call: { attempts: 1 },
      },
    ]);
  });

  it('streams to the final message', async () => {
    const message = await client().messages.stream(PARAMS).finalMessage();
    const [row] = await recorded(1);
    expect(row).toMatchObject({
      outcome: 'ok',
      stream: true,
      phase: null,
      model: message.model,
      usage: { inputTokens: message.usage.input_tokens, outputTokens: message.usage.output_tokens },
    });
    expect(row?.ttftMs).not.toBeNull();
  });

  it.each<[string, Reply, string]>([
    ['bad request', error('invalid_request_error', { message: 'max_tokens: too large' }), 'client_error'],
    ['bad key', error('authentication_error'), 'client_error'],
    ['spend limit', spendLimited(), 'spend_limited'],
    ['overload', overloaded(), 'overloaded'],
    ['overload that comes as a 500', overloadedAs500(), 'overloaded'],
    ['rate limit', rateLimited(7), 'rate_limited'],
  ])('sees a %s as without a reporter', async (_what, reply, outcome) => {
    const failure = async (sdk: Anthropic) => {
      provider.script(reply);
      return (await sdk.messages.create(PARAMS).catch((cause: unknown) => cause)) as InstanceType<
        typeof Anthropic.APIError
      >;
    };
    const plain = await failure(new Anthropic({ baseURL: provider.url, apiKey: 'sk-ant-sdk-test', maxRetries: 0 }));
    const seen = await failure(client({ maxRetries: 0 }));
    expect(seen.constructor).toBe(plain.constructor);
    expect(seen.status).toBe(plain.status);
    const [row] = await recorded(1);
    expect(row).toMatchObject({ outcome, status: plain.status, requestId: seen.requestID ?? null, final: true });
    expect(row?.retryAfterMs).toBe(outcome === 'rate_limited' ? 7000 : null);
    expect(seen.message).toContain(row?.errorMessage);
  });

  it('sees an overload in the middle of a stream as the error it is', async () => {
    provider.script(streamMessage({ failAfter: { events: 5 } }));
    const failure = await client()
      .messages.stream(PARAMS)
      .finalMessage()
      .catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(Anthropic.APIError);
    expect(failure).toMatchObject({ status: undefined, type: 'overloaded_error' });
    expect(await recorded(1)).toMatchObject([
      { outcome: 'overloaded', phase: 'mid_stream', status: 200, errorType: 'overloaded_error' },
    ]);
  });

  it('sees a stream that is cut off as an error', async () => {
    provider.script(streamMessage({ stopAfter: 5, ending: 'reset' }));
    await expect(client().messages.stream(PARAMS).finalMessage()).rejects.toThrow();
    expect(await recorded(1)).toMatchObject([{ outcome: 'truncated', phase: 'mid_stream', status: 200 }]);
  });

  it('retries, and its attempts are one call; what it threw away unread is known all the same', async () => {
    provider.script(overloaded(SOON), overloadedAs500());
    const message = await client({ maxRetries: 2 }).messages.create(PARAMS);
    const rows = await recorded(3);
    expect(new Set(rows.map((row) => row.callId)).size).toBe(1);
    expect(rows).toMatchObject([
      { n: 1, outcome: 'overloaded', status: 529, errorMessage: 'Overloaded', cause: 'first', final: false },
      { n: 2, outcome: 'overloaded', status: 500, errorMessage: 'Overloaded', cause: 'client_retry', final: false },
      { n: 3, outcome: 'ok', retryCount: 2, final: true, requestId: message._request_id },
    ]);
    expect(rows[2]?.call).toMatchObject({ attempts: 3 });
  });

  it('keeps equal calls apart that are retried at the same time', async () => {
    provider.script(...Array.from({ length: 4 }, () => overloaded(SOON)));
    const sdk = client({ maxRetries: 1 });
    await Promise.all(Array.from({ length: 4 }, () => sdk.messages.create(PARAMS)));
    const byCall = Map.groupBy(await recorded(8), (row) => row.callId);
    expect(byCall.size).toBe(4);
    for (const attempts of byCall.values()) expect(attempts.map((row) => row.n).toSorted()).toEqual([1, 2]);
  });

  it('aborts a stream as ever', async () => {
    provider.script(streamMessage({ stopAfter: 4, ending: 'hang' }));
    const stream = client().messages.stream(PARAMS);
    stream.on('text', () => stream.abort());
    await expect(stream.finalMessage()).rejects.toThrow(Anthropic.APIUserAbortError);
    await provider.until(({ open }) => open === 0);
    expect(await recorded(1)).toMatchObject([{ outcome: 'cancelled', status: 200, phase: null }]);
  });

  it('leaves a stream early as ever', async () => {
    provider.script(streamMessage({ stopAfter: 6, ending: 'hang' }));
    for await (const event of await client().messages.create({ ...PARAMS, stream: true }))
      if (event.type === 'content_block_delta') break;
    await provider.until(({ open }) => open === 0);
    expect(await recorded(1)).toMatchObject([{ outcome: 'cancelled', model: 'claude-sonnet-5' }]);
  });

  it('aborts before the head as ever', async () => {
    provider.script({ headDelayMs: 60_000 });
    const abort = new AbortController();
    const call = client().messages.create(PARAMS, { signal: abort.signal });
    const refused = expect(call).rejects.toThrow(Anthropic.APIUserAbortError);
    await provider.until(({ open }) => open === 1);
    abort.abort();
    await refused;
    expect(await recorded(1)).toMatchObject([{ outcome: 'cancelled', status: null }]);
  });

  it('times out and tries again as ever: one call of two attempts', async () => {
    provider.script({ headDelayMs: 60_000 });
    await client({ maxRetries: 1, timeout: 1000 }).messages.create(PARAMS);
    expect(await recorded(2)).toMatchObject([
      { n: 1, outcome: 'timeout', status: null, final: false },
      { n: 2, outcome: 'ok', final: true },
    ]);
  });

  it('finds no provider as ever', async () => {
    const gone = await startMockProvider();
    await gone.close();
    const call = client({ baseURL: gone.url, maxRetries: 0 }).messages.create(PARAMS);
    await expect(call).rejects.toThrow(Anthropic.APIConnectionError);
    expect(await recorded(1)).toMatchObject([
      { outcome: 'network_error', status: null, errorType: 'ECONNREFUSED', model: 'claude-sonnet-5' },
    ]);
  });

  it('lists models and counts tokens', async () => {
    expect((await client().models.list({ limit: 10 })).data.length).toBeGreaterThan(0);
    await client().messages.countTokens({ model: PARAMS.model, messages: PARAMS.messages });
    expect((await recorded(2)).map((row) => row.endpoint)).toEqual(['/v1/models', '/v1/messages/count_tokens']);
  });

  it('hands the raw response on', async () => {
    const { data, response, request_id } = await client().messages.create(PARAMS).withResponse();
    expect(response).toBeInstanceOf(Response);
    expect(response.url).toBe(`${provider.url}/v1/messages`);
    expect(data.model).toBe(PARAMS.model);
    expect(await recorded(1)).toMatchObject([{ outcome: 'ok', requestId: request_id }]);
  });
});

describe('the Anthropic SDK', () => {
  it('reported as fetch and as middleware is on record once', async () => {
    const sdk = new Anthropic({ baseURL: provider.url, apiKey: 'k', ...WAYS.fetch(), ...WAYS.middleware() });
    await sdk.messages.stream(PARAMS).finalMessage();
    expect(await createReporter(options).flush()).toBe(true);
    await recorded(1);
  });

  it('with another middleware that looks into the response is on record once', async () => {
    const events: unknown[] = [];
    const sdk = new Anthropic({
      baseURL: provider.url,
      apiKey: 'k',
      ...WAYS.fetch(),
      middleware: [
        async (request, next, context) => {
          const response = await next(request);
          // Reads a copy to its end before the application sees anything.
          for await (const event of (await context.parse(response)) as AsyncIterable<unknown>) events.push(event);
          return response;
        },
      ],
    });
    const message = await sdk.messages.stream(PARAMS).finalMessage();
    expect(events.length).toBeGreaterThan(5);
    expect(await recorded(1)).toMatchObject([
      { outcome: 'ok', usage: { outputTokens: message.usage.output_tokens }, stopReason: 'end_turn' },
    ]);
  });
});

describe('the OpenAI SDK', () => {
  const ask = { model: 'gpt-5-mini', messages: [{ role: 'user' as const, content: 'Hi' }] };
  const client = (more: object = {}) =>
    new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'sk-test', fetch: report(fetch, options), ...more });

  it('gets its completion, which is on record', async () => {
    const completion = await client().chat.completions.create(ask);
    expect(completion.choices[0]?.message.content).toBeTruthy();
    expect(await recorded(1)).toMatchObject([
      {
        outcome: 'ok',
        provider: 'openai',
        endpoint: '/v1/chat/completions',
        model: 'gpt-5-mini',
        client: 'openai-typescript',
        stopReason: 'stop',
        usage: { inputTokens: completion.usage?.prompt_tokens, outputTokens: completion.usage?.completion_tokens },
      },
    ]);
  });

  it('streams', async () => {
    let text = '';
    const stream = await client().chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toContain('weir');
    const [row] = await recorded(1);
    expect(row).toMatchObject({ outcome: 'ok', stream: true, stopReason: 'stop' });
    expect(row?.usage?.outputTokens).toBeGreaterThan(0);
    expect(row?.ttftMs).not.toBeNull();
  });

  it('retries, and its attempts are one call', async () => {
    const busy = { error: { message: 'Rate limit reached', type: 'tokens', code: 'rate_limit_exceeded' } };
    provider.script({
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after-ms': '5', 'x-request-id': 'req_openai' },
      body: JSON.stringify(busy),
    });
    await client({ maxRetries: 1 }).chat.completions.create(ask);
    const rows = await recorded(2);
    expect(rows).toMatchObject([
      { n: 1, outcome: 'rate_limited', errorType: 'rate_limit_exceeded', requestId: 'req_openai', final: false },
      { n: 2, outcome: 'ok', final: true },
    ]);
    expect(rows[0]?.callId).toBe(rows[1]?.callId);
  });
});

describe("Vercel's AI SDK", () => {
  const model = () =>
    createAnthropic({ baseURL: `${provider.url}/v1`, apiKey: 'sk-test', fetch: report(fetch, options) })(PARAMS.model);

  it('gets its text, which is on record', async () => {
    const { text, usage } = await generateText({ model: model(), prompt: 'Hi' });
    expect(text).toContain('weir');
    expect(await recorded(1)).toMatchObject([
      { outcome: 'ok', provider: 'anthropic', model: PARAMS.model, usage: { outputTokens: usage.outputTokens } },
    ]);
  });

  it('streams', async () => {
    let text = '';
    for await (const part of streamText({ model: model(), prompt: 'Hi' }).textStream) text += part;
    expect(text).toContain('weir');
    expect(await recorded(1)).toMatchObject([{ outcome: 'ok', stream: true, stopReason: 'end_turn' }]);
  });

  it('retries without a count, and its attempts are one call all the same', async () => {
    provider.script(overloaded(SOON));
    await generateText({ model: model(), prompt: 'Hi' });
    const rows = await recorded(2);
    expect(rows).toMatchObject([
      { n: 1, outcome: 'overloaded', final: false },
      { n: 2, outcome: 'ok', final: true, retryCount: 1 },
    ]);
    expect(rows[0]?.callId).toBe(rows[1]?.callId);
  });
});
