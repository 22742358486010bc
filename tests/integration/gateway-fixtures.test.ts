import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { send } from '../support/http-client.ts';
import { type MockProvider, playback, startMockProvider } from '../support/mock-provider/index.ts';

const FIXTURES = new URL('../../../shared/fixtures/anthropic/', import.meta.url);
const absent = !existsSync(FIXTURES);
if (absent) console.warn(`Skipped: no recorded responses at ${FIXTURES.pathname}`);

interface Recording {
  request: { method: string; url: string };
  response: { status: number; headers: Record<string, string>; body: string };
}

interface Observed {
  status: number;
  body: { error: { type: string; message: string }; request_id?: string | null };
}

const list = (folder: string) =>
  absent ? [] : readdirSync(new URL(`${folder}/`, FIXTURES)).filter((name) => name.endsWith('.json'));
const load = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8')) as T;

let provider: MockProvider;
let gateway: RunningGateway;

beforeAll(async () => {
  if (absent) return;
  provider = await startMockProvider();
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
});
afterAll(async () => {
  await gateway?.stop();
  await provider?.close();
});

/** Plays a recorded response through the gateway, and beside it straight from the provider. */
async function play(method: string, path: string, answer: ReturnType<typeof playback>) {
  const request = {
    method,
    path,
    headers: { 'content-type': 'application/json', 'x-weir-retries': '0', 'accept-encoding': 'gzip, br' },
    ...(method === 'POST' && { body: '{}' }),
  };
  provider.script(answer, answer);
  const direct = await send(provider.url, request);
  const through = await send(gateway.url, request);
  const rows = await gateway.attempts();
  const row = rows.at(-1);
  expect(row?.callId).toBe(through.headers['x-weir-call']);
  expect(through.status).toBe(direct.status);
  expect(through.body.equals(direct.body)).toBe(true);
  expect(through.broken).toBe(false);
  const own = (rawHeaders: string[]) => {
    const pairs = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
    return pairs.filter((pair) => !/^(?:connection|keep-alive|transfer-encoding|date|x-weir-\w+):/i.test(pair));
  };
  expect(own(through.rawHeaders)).toEqual(own(direct.rawHeaders));
  return row;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url.replaceAll(/[<>]/g, ''));
  return pathname + search;
}

/** The plainest reading of a recorded body: what the row must say. */
function expectedOf(body: string, isStream: boolean, isJson: boolean) {
  if (isStream) {
    const events = [...body.matchAll(/^data: (\{.*\})\s*$/gm)].map(([, data]) => JSON.parse(data ?? ''));
    const { message } = events.find((event) => event.type === 'message_start');
    const delta = events.findLast((event) => event.type === 'message_delta');
    return { model: message.model, usage: { ...message.usage, ...delta.usage }, stopReason: delta.delta.stop_reason };
  }
  const parsed = isJson ? JSON.parse(body) : {};
  return { model: parsed.model ?? null, usage: parsed.usage ?? null, stopReason: parsed.stop_reason ?? null };
}

function usageOf(raw: Record<string, unknown> | null) {
  if (!raw) return null;
  return {
    inputTokens: raw.input_tokens ?? null,
    outputTokens: raw.output_tokens ?? null,
    cacheCreationInputTokens: raw.cache_creation_input_tokens ?? null,
    cacheReadInputTokens: raw.cache_read_input_tokens ?? null,
    serviceTier: raw.service_tier ?? null,
  };
}

const recorded = ['json', 'sse'].flatMap((folder) => list(folder).map((name) => `${folder}/${name}`));
const errors = list('errors').map((name) => `errors/${name}`);

describe.skipIf(absent)('a recorded response that passes through the gateway', () => {
  it.each(recorded)('%s arrives byte for byte and is on record as it was', async (path) => {
    const { request, response } = load<Recording>(path);
    // Some bodies were recorded as base64.
    const plain = /^(?:event|data|[{[\s<])/.test(response.body);
    const body = plain ? response.body : Buffer.from(response.body, 'base64').toString();
    const isStream = response.headers['content-type']?.startsWith('text/event-stream') ?? false;
    const isJson = response.headers['content-type'] === 'application/json';
    const row = await play(
      request.method.toUpperCase(),
      pathOf(request.url),
      playback({ ...response, body }, isStream ? { pieceBytes: 200 } : {}),
    );
    const { model, usage, stopReason } = expectedOf(body, isStream, isJson);
    expect(row).toMatchObject({
      status: response.status,
      outcome: 'ok',
      stream: isStream,
      model,
      usage: usageOf(usage),
      stopReason,
      requestId: response.headers['request-id'] ?? null,
    });
  });

  it.each(errors)('%s arrives byte for byte and is on record as it was', async (path) => {
    const { request, response } = load<Recording>(path);
    const body = JSON.parse(response.body);
    const row = await play(request.method.toUpperCase(), pathOf(request.url), playback(response));
    expect(row).toMatchObject({
      status: response.status,
      outcome: 'client_error',
      errorType: body.error.type,
      errorMessage: body.error.message,
      requestId: response.headers['request-id'] ?? body.request_id ?? null,
    });
  });

  it('and every error seen in the wild', async () => {
    for (const { status, body } of load<Observed[]>('observed-errors.json')) {
      const headers = { 'content-type': 'application/json' };
      const row = await play('POST', '/v1/messages', playback({ status, headers, body: JSON.stringify(body) }));
      expect(row).toMatchObject({ status, errorType: body.error.type, requestId: body.request_id ?? null });
      expect(['overloaded', 'rate_limited', 'spend_limited', 'server_error']).toContain(row?.outcome);
    }
  });
});
