import Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import {
  error,
  type MockProvider,
  overloaded,
  rateLimited,
  spendLimited,
  startMockProvider,
  streamMessage,
  times,
} from '../support/mock-provider/index.ts';

const PARAMS = { model: 'claude-sonnet-5', max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] };
/** A gateway that leaves retrying to the client. */
const HANDS_OFF = { defaultHeaders: { 'x-weir-retries': '0' } };

let provider: MockProvider;
let gateway: RunningGateway;
/** Attempts on record before the test. */
let before = 0;

beforeAll(async () => {
  provider = await startMockProvider();
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
});
afterEach(async () => {
  provider.reset();
  before = (await gateway.attempts()).length;
});
afterAll(async () => {
  await gateway.stop();
  await provider.close();
});

const client = (options: ConstructorParameters<typeof Anthropic>[0] = {}) =>
  new Anthropic({ baseURL: gateway.url, apiKey: 'sk-ant-sdk-test', ...options });
const recorded = async (count: number) => (await gateway.untilAttempts(before + count)).slice(before);

describe('the Anthropic SDK', () => {
  it('gets its message, and says who it is', async () => {
    const message = await client().messages.create(PARAMS);
    expect(message.content[0]).toMatchObject({ type: 'text' });
    expect(await recorded(1)).toMatchObject([
      {
        outcome: 'ok',
        client: 'anthropic-typescript',
        clientVersion: '1.12.0',
        retryCount: 0,
        model: 'claude-sonnet-5',
        endpoint: '/v1/messages',
        usage: { inputTokens: message.usage.input_tokens, outputTokens: message.usage.output_tokens },
        requestId: message._request_id,
        call: { attempts: 1 },
      },
    ]);
  });

  it('streams, event by event, to the final message', async () => {
    const stream = client().messages.stream(PARAMS);
    let text = '';
    stream.on('text', (delta) => {
      text += delta;
    });
    const message = await stream.finalMessage();
    expect(message.content[0]).toMatchObject({ type: 'text', text });
    expect(await recorded(1)).toMatchObject([
      { outcome: 'ok', stream: true, stopReason: 'end_turn', usage: { outputTokens: message.usage.output_tokens } },
    ]);
    expect((await recorded(1))[0]?.ttftMs).not.toBeNull();
  });

  it('lists models and counts tokens', async () => {
    const models = await client().models.list({ limit: 1000 });
    expect(models.data.length).toBeGreaterThan(0);
    const { input_tokens } = await client().messages.countTokens({ model: PARAMS.model, messages: PARAMS.messages });
    expect(input_tokens).toBeGreaterThan(0);
    expect((await recorded(2)).map((row) => row.endpoint)).toEqual(['/v1/models', '/v1/messages/count_tokens']);
  });

  it.each([
    [
      'bad request',
      error('invalid_request_error', { message: 'max_tokens: too large' }),
      Anthropic.BadRequestError,
      'client_error',
    ],
    ['bad key', error('authentication_error'), Anthropic.AuthenticationError, 'client_error'],
    ['spend limit', spendLimited(), Anthropic.RateLimitError, 'spend_limited'],
    ['overload', overloaded(), Anthropic.APIError, 'overloaded'],
    ['rate limit', rateLimited(7), Anthropic.RateLimitError, 'rate_limited'],
  ])('sees a %s as from the provider itself', async (_what, reply, kind, outcome) => {
    provider.script(reply);
    const failure = await client({ maxRetries: 0, ...HANDS_OFF })
      .messages.create(PARAMS)
      .catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(kind);
    const row = (await recorded(1))[0];
    expect(row).toMatchObject({ outcome, final: true });
    expect((failure as InstanceType<typeof Anthropic.APIError>).requestID).toBe(row?.requestId);
    expect((failure as Error).message).toContain(row?.errorMessage);
  });

  it('sees an overload in the middle of a stream as the error it is', async () => {
    provider.script(streamMessage({ failAfter: { events: 5 } }));
    const failure = await client()
      .messages.stream(PARAMS)
      .finalMessage()
      .catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(Anthropic.APIError);
    expect(failure).toMatchObject({ status: undefined, type: 'overloaded_error' });
    expect(await recorded(1)).toMatchObject([{ outcome: 'overloaded', phase: 'mid_stream', status: 200 }]);
  });

  it('sees a stream that is cut off as an error, not as an end', async () => {
    provider.script(streamMessage({ stopAfter: 5, ending: 'reset' }));
    await expect(client().messages.stream(PARAMS).finalMessage()).rejects.toThrow();
    expect(await recorded(1)).toMatchObject([{ outcome: 'truncated', phase: 'mid_stream' }]);
  });

  it('makes retries of its own, which are attempts of the one call', async () => {
    provider.script(...times(2, overloaded({ headers: { 'retry-after-ms': '20' } })));
    const message = await client({ maxRetries: 2, ...HANDS_OFF }).messages.create(PARAMS);
    const rows = await recorded(3);
    expect(new Set(rows.map((row) => row.callId)).size).toBe(1);
    expect(rows).toMatchObject([
      { n: 1, outcome: 'overloaded', retryCount: 0, cause: 'first', final: false, waitedMs: 0 },
      { n: 2, outcome: 'overloaded', retryCount: 1, cause: 'client_retry', final: false },
      { n: 3, outcome: 'ok', retryCount: 2, cause: 'client_retry', final: true, requestId: message._request_id },
    ]);
    expect(rows[2]?.call).toMatchObject({
      attempts: 3,
      startedAtMs: rows[0]?.call?.startedAtMs ?? rows[2]?.call?.startedAtMs,
    });
    expect(rows[1]?.waitedMs).toBeGreaterThanOrEqual(15);
    expect(rows[2]?.call?.backoffMs).toBeGreaterThanOrEqual(30);
  });

  it('keeps equal calls apart that are retried at the same time', async () => {
    provider.script(...times(4, overloaded({ headers: { 'retry-after-ms': '20' } })));
    const sdk = client({ maxRetries: 1, ...HANDS_OFF });
    await Promise.all(Array.from({ length: 4 }, () => sdk.messages.create(PARAMS)));
    const rows = await recorded(8);
    const byCall = Map.groupBy(rows, (row) => row.callId);
    expect(byCall.size).toBe(4);
    for (const attempts of byCall.values()) expect(attempts.map((row) => row.n)).toEqual([1, 2]);
  });

  it('that aborts ends the exchange with the provider', async () => {
    provider.script(streamMessage({ stopAfter: 4, ending: 'hang' }));
    const stream = client().messages.stream(PARAMS);
    stream.on('text', () => stream.abort());
    await expect(stream.finalMessage()).rejects.toThrow(Anthropic.APIUserAbortError);
    await provider.until(({ open }) => open === 0);
    expect(await recorded(1)).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('that times out and tries again is one call of two attempts', async () => {
    provider.script({ headDelayMs: 60_000 });
    await client({ maxRetries: 1, timeout: 400, ...HANDS_OFF }).messages.create(PARAMS);
    const rows = await recorded(2);
    expect(rows).toMatchObject([
      { n: 1, outcome: 'cancelled', cause: 'first', final: false },
      { n: 2, outcome: 'ok', cause: 'client_retry', final: true },
    ]);
    expect(rows[0]?.callId).toBe(rows[1]?.callId);
  });

  it('of an older version, with x-api-key, is served the same', async () => {
    const sdk = client({ defaultHeaders: { 'x-api-key': 'sk-ant-sdk-test', authorization: null } });
    await sdk.messages.create(PARAMS);
    await client().messages.create(PARAMS);
    const rows = await recorded(2);
    expect(rows[0]?.keyHash).toMatch(/^[0-9a-f]{32}$/);
    expect(rows[0]?.keyHash).toBe(rows[1]?.keyHash);
  });
});
