import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { generateText } from 'ai';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import {
  type MockProvider,
  overloaded,
  startMockProvider,
  streamMessage,
  times,
} from '../support/mock-provider/index.ts';
import { type OtlpEncoding, startTelemetry, type Telemetry } from '../support/telemetry.ts';

const TOKEN = 'report-token-1';
const PARAMS = { model: 'claude-sonnet-5', max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] };
/** A gateway that leaves retrying to the client. */
const HANDS_OFF = { 'x-weir-retries': '0' };

let provider: MockProvider;
let gateway: RunningGateway;
let telemetry: Telemetry | undefined;
/** Attempts written before the test. */
let before = 0;

beforeAll(async () => {
  provider = await startMockProvider();
  gateway = await startGateway({
    env: {
      WEIR_UPSTREAMS: `anthropic=${provider.url},openai=${provider.url}`,
      WEIR_REPORT_TOKEN: TOKEN,
      WEIR_LOG: 'warn',
    },
  });
});
afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
  provider.reset();
  before = (await gateway.attempts()).at(-1)?.seq ?? 0;
});
afterAll(async () => {
  await gateway.stop();
  await provider.close();
});

function start(encoding: OtlpEncoding, options: { undici?: boolean; oneByOne?: boolean } = {}): void {
  telemetry = startTelemetry({ url: gateway.url, token: TOKEN, encoding, ...options });
}

/** What the test put on record, by its start. */
async function recorded(count: number) {
  await telemetry?.flush();
  const rows = (await gateway.untilAttempts(0, (all) => all.filter(({ seq }) => seq > before).length >= count))
    .filter(({ seq }) => seq > before)
    .sort((a, b) => a.startedAtMs - b.startedAtMs);
  expect(rows).toHaveLength(count);
  return rows;
}

const anthropic = (options: ConstructorParameters<typeof Anthropic>[0] = {}) =>
  new Anthropic({ baseURL: provider.url, apiKey: 'sk-ant-sdk-test', ...options });

describe.each<OtlpEncoding>(['protobuf', 'json'])('the Anthropic SDK’s spans, in %s', (encoding) => {
  it('tell of a message', async () => {
    start(encoding);
    const message = await anthropic().messages.create(PARAMS);
    expect(await recorded(1)).toMatchObject([
      {
        source: 'otlp',
        final: true,
        status: 200,
        outcome: 'ok',
        provider: 'anthropic',
        endpoint: '/v1/messages',
        model: 'claude-sonnet-5',
        stream: false,
        app: 'shop',
        client: 'anthropic-typescript',
        requestId: message._request_id,
        usage: { inputTokens: message.usage.input_tokens, outputTokens: message.usage.output_tokens },
        call: { attempts: 1 },
      },
    ]);
  });

  it('tell of a stream', async () => {
    start(encoding);
    const message = await anthropic().messages.stream(PARAMS).finalMessage();
    const rows = await recorded(1);
    expect(rows).toMatchObject([{ outcome: 'ok', stream: true, status: 200, ttftMs: expect.any(Number) }]);
    expect(rows[0]?.usage?.outputTokens).toBe(message.usage.output_tokens);
    expect(rows[0]?.requestId).toMatch(/^req_/);
  });

  it('tell of a stream that broke off', async () => {
    start(encoding);
    provider.script(streamMessage({ failAfter: { events: 4 } }));
    await expect(anthropic().messages.stream(PARAMS).finalMessage()).rejects.toThrow();
    expect(await recorded(1)).toMatchObject([
      { outcome: 'overloaded', phase: 'mid_stream', status: 200, errorType: 'overloaded_error' },
    ]);
  });

  it('tell how often a call was tried again, but not what became of those tries', async () => {
    start(encoding);
    provider.script(...times(2, overloaded()));
    await anthropic({ maxRetries: 2 }).messages.create(PARAMS);
    expect(await recorded(1)).toMatchObject([{ n: 3, outcome: 'ok', retryCount: 2, call: { attempts: 3 } }]);
  });

  it('tell of a call that was given up', async () => {
    start(encoding);
    provider.script(...times(9, overloaded()));
    await expect(anthropic({ maxRetries: 1 }).messages.create(PARAMS)).rejects.toThrow(Anthropic.APIError);
    expect(await recorded(1)).toMatchObject([
      { n: 2, status: 529, outcome: 'overloaded', errorType: 'overloaded_error', requestId: expect.any(String) },
    ]);
  });

  it('tell of no answer at all', async () => {
    start(encoding);
    await expect(anthropic({ baseURL: 'http://127.0.0.1:1', maxRetries: 0 }).messages.create(PARAMS)).rejects.toThrow(
      Anthropic.APIConnectionError,
    );
    expect(await recorded(1)).toMatchObject([{ status: null, outcome: 'network_error', model: 'claude-sonnet-5' }]);
  });

  it('tell of a call that was called off', async () => {
    start(encoding);
    provider.script({ headDelayMs: 60_000 });
    const abort = new AbortController();
    const call = anthropic().messages.create(PARAMS, { signal: abort.signal });
    await provider.until(({ open }) => open > 0);
    abort.abort();
    await expect(call).rejects.toThrow(Anthropic.APIUserAbortError);
    expect(await recorded(1)).toMatchObject([{ status: null, outcome: 'cancelled' }]);
  });

  it('tell of a stream that was called off in its middle', async () => {
    start(encoding);
    provider.script(streamMessage({ eventMs: 30, deltas: 200 }));
    const stream = anthropic().messages.stream(PARAMS);
    stream.on('text', () => stream.abort());
    await expect(stream.finalMessage()).rejects.toThrow(Anthropic.APIUserAbortError);
    expect(await recorded(1)).toMatchObject([{ status: 200, outcome: 'cancelled', phase: 'mid_stream' }]);
  });

  it('call it an api_error, as the SDK does, when a stream just ended', async () => {
    start(encoding);
    provider.script(streamMessage({ stopAfter: 5 }));
    await anthropic()
      .messages.stream(PARAMS)
      .finalMessage()
      .catch(() => {});
    expect(await recorded(1)).toMatchObject([
      { status: 200, outcome: 'server_error', errorType: 'api_error', phase: 'mid_stream' },
    ]);
  });

  it.each([
    ['in one batch', false],
    ['one by one', true],
  ])('with those of undici tell of every attempt, %s', async (_, oneByOne) => {
    start(encoding, { undici: true, oneByOne });
    provider.script(...times(2, overloaded()));
    const message = await anthropic({ maxRetries: 2 }).messages.create(PARAMS);
    await telemetry?.flush();
    const rows = (
      await gateway.untilAttempts(0, (all) => all.some(({ requestId }) => requestId === message._request_id))
    )
      .filter(({ seq }) => seq > before)
      .sort((a, b) => a.startedAtMs - b.startedAtMs);
    expect(
      rows.map(({ n, final, status, outcome, model, provider, app }) => [
        n,
        final,
        status,
        outcome,
        model,
        provider,
        app,
      ]),
    ).toEqual([
      [1, false, 529, 'overloaded', 'claude-sonnet-5', 'anthropic', 'shop'],
      [2, false, 529, 'overloaded', 'claude-sonnet-5', 'anthropic', 'shop'],
      [3, true, 200, 'ok', 'claude-sonnet-5', 'anthropic', 'shop'],
    ]);
    expect(rows[2]).toMatchObject({
      requestId: message._request_id,
      usage: { outputTokens: message.usage.output_tokens },
      call: { attempts: 3 },
    });
    expect(new Set(rows.map(({ callId }) => callId)).size).toBe(1);
  });

  it('of a call through the gateway add what it does not know', async () => {
    start(encoding, { undici: true });
    provider.script(...times(1, overloaded()));
    const message = await anthropic({
      baseURL: gateway.url,
      maxRetries: 1,
      defaultHeaders: HANDS_OFF,
    }).messages.create(PARAMS);
    await telemetry?.flush();
    const rows = (await gateway.untilAttempts(0, (all) => all.at(-1)?.app === 'shop')).filter(
      ({ seq }) => seq > before,
    );
    expect(rows.map(({ source, n, final, status, app }) => [source, n, final, status, app])).toEqual([
      ['proxy', 1, false, 529, null],
      ['proxy', 2, true, 200, 'shop'],
    ]);
    expect(rows[1]?.requestId).toBe(message._request_id);
  });
});

describe('spans of undici alone', () => {
  it('tell of Vercel’s AI SDK', async () => {
    start('protobuf', { undici: true });
    provider.script(...times(1, overloaded()));
    const model = createAnthropic({ baseURL: `${provider.url}/v1`, apiKey: 'sk-ant-x' })('claude-sonnet-5');
    await generateText({ model, prompt: 'Hi', maxRetries: 1 });
    const rows = await recorded(2);
    expect(rows.map(({ status, outcome, provider, endpoint }) => [status, outcome, provider, endpoint])).toEqual([
      [529, 'overloaded', 'anthropic', '/v1/messages'],
      [200, 'ok', 'anthropic', '/v1/messages'],
    ]);
  });

  it('tell of the OpenAI SDK', async () => {
    start('json', { undici: true });
    const client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'sk-x' });
    await client.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }] });
    expect(await recorded(1)).toMatchObject([
      { source: 'otlp', status: 200, outcome: 'ok', endpoint: '/v1/chat/completions', app: 'shop' },
    ]);
  });
});
