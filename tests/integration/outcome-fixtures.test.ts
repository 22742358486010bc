import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classify } from '../../lib/outcome/classify.ts';
import { dialectFor } from '../../lib/outcome/dialect.ts';
import { createExchangeReader } from '../../lib/outcome/exchange.ts';
import type { ExchangeResult } from '../../lib/outcome/exchange-types.ts';

const FIXTURES = new URL('../../../shared/fixtures/', import.meta.url);
const absent = !existsSync(FIXTURES);
if (absent) console.warn(`Skipped: no recorded responses at ${FIXTURES.pathname}`);

interface Recording {
  request: { method: string; url: string };
  response: { status: number; headers: Record<string, string>; body: string };
}

function list(folder: string): string[] {
  return absent ? [] : readdirSync(new URL(`${folder}/`, FIXTURES)).filter((name) => name.endsWith('.json'));
}

function load<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8')) as T;
}

/** Some bodies were recorded as base64. */
function bodyBytes({ response: { body } }: Recording): Uint8Array {
  const plain = /^(?:event|data|[{[\s<])/.test(body);
  return new Uint8Array(Buffer.from(body, plain ? 'utf8' : 'base64'));
}

function play(recording: Recording, chunkBytes: number): ExchangeResult {
  const { status, headers } = recording.response;
  const url = new URL(recording.request.url.replaceAll(/[<>]/g, ''));
  const streamed = headers['content-type']?.startsWith('text/event-stream') ?? false;
  const reader = createExchangeReader({
    dialect: dialectFor('recorded', url.origin, url.pathname),
    status,
    headers,
    startedAtMs: 1000,
    requestModel: null,
    streamRequested: streamed,
  });
  expect(reader.decision).toBe(status >= 400 ? 'fail' : streamed ? 'pending' : 'pass');
  const bytes = bodyBytes(recording);
  for (let from = 0; from < bytes.length; from += chunkBytes)
    reader.write(bytes.subarray(from, from + chunkBytes), 1000 + from);
  if (status < 400) expect(reader.decision).toBe('pass');
  return reader.finish({ kind: 'complete', passedOn: status < 400 });
}

/** The same, read in the plainest way: the whole body at once. */
function expectedOfStream(text: string) {
  const events = [...text.matchAll(/^data: (\{.*\})\s*$/gm)].map(([, data]) => JSON.parse(data ?? ''));
  const start = events.find((event) => event.type === 'message_start').message;
  const delta = events.findLast((event) => event.type === 'message_delta');
  return { model: start.model, stopReason: delta.delta.stop_reason, usage: { ...start.usage, ...delta.usage } };
}

function usageOf(raw: Record<string, unknown> | undefined) {
  if (!raw) return null;
  return {
    inputTokens: raw.input_tokens ?? null,
    outputTokens: raw.output_tokens ?? null,
    cacheCreationInputTokens: raw.cache_creation_input_tokens ?? null,
    cacheReadInputTokens: raw.cache_read_input_tokens ?? null,
    serviceTier: raw.service_tier ?? null,
  };
}

describe.skipIf(absent)('recorded responses', () => {
  describe.each(list('anthropic/sse'))('stream %s', (name) => {
    const recording = load<Recording>(`anthropic/sse/${name}`);
    it.each([1, 7, 64, 1_000_000])('in pieces of %i bytes', (chunkBytes) => {
      const expected = expectedOfStream(new TextDecoder().decode(bodyBytes(recording)));
      const result = play(recording, chunkBytes);
      expect(result).toMatchObject({
        outcome: 'ok',
        phase: null,
        errorType: null,
        stream: true,
        model: expected.model,
        stopReason: expected.stopReason,
        usage: usageOf(expected.usage),
        requestId: recording.response.headers['request-id'] ?? null,
        retryAfterMs: null,
      });
      expect(result.ttftMs).not.toBeNull();
      const limited = Object.keys(recording.response.headers).some((header) => header.includes('ratelimit'));
      expect(result.limits !== null).toBe(limited);
    });
  });

  describe.each(list('anthropic/json'))('body %s', (name) => {
    const recording = load<Recording>(`anthropic/json/${name}`);
    it.each([1, 100, 1_000_000])('in pieces of %i bytes', (chunkBytes) => {
      const isJson = recording.response.headers['content-type'] === 'application/json';
      const body = isJson ? JSON.parse(new TextDecoder().decode(bodyBytes(recording))) : {};
      expect(play(recording, chunkBytes)).toMatchObject({
        outcome: 'ok',
        stream: false,
        errorType: null,
        errorMessage: null,
        model: body.model ?? null,
        stopReason: body.stop_reason ?? null,
        usage: usageOf(body.usage),
        requestId: recording.response.headers['request-id'] ?? null,
        ttftMs: null,
        // Some of these carry `retry-after`, which means something on errors only.
        retryAfterMs: null,
      });
    });
  });

  describe.each([...list('anthropic/errors').map((name) => `anthropic/errors/${name}`)])('error %s', (path) => {
    const recording = load<Recording>(path);
    it.each([1, 1_000_000])('in pieces of %i bytes', (chunkBytes) => {
      const body = JSON.parse(recording.response.body);
      expect(play(recording, chunkBytes)).toMatchObject({
        outcome: 'client_error',
        errorType: body.error.type,
        errorMessage: body.error.message,
        requestId: recording.response.headers['request-id'] ?? body.request_id ?? null,
        model: null,
        usage: null,
      });
    });
  });

  it.each(list('other-providers'))("another provider's error %s", (name) => {
    const recording = load<Recording>(`other-providers/${name}`);
    const { status, headers } = recording.response;
    const result = play(recording, 50);
    expect(result.outcome).toBe(status === 429 ? 'rate_limited' : 'client_error');
    expect(result.errorMessage).toMatch(/\w/);
    expect(result.requestId).toBe(headers['x-request-id'] ?? headers['x-amzn-requestid'] ?? null);
    expect(result).toEqual(play(recording, 1));
  });

  it("reads Google's wait out of the error's details", () => {
    const recording = load<Recording>('other-providers/429_generativelanguage.googleapis.com_ruby_llm_11.json');
    expect(play(recording, 1000)).toMatchObject({
      outcome: 'rate_limited',
      errorType: 'RESOURCE_EXHAUSTED',
      retryAfterMs: 48_000,
    });
  });

  describe('errors seen in the wild', () => {
    interface Observed {
      status: number;
      body: { error: { type: string; message: string }; request_id?: string | null };
    }
    const observed = absent ? [] : load<Observed[]>('anthropic/observed-errors.json');

    function expectedOutcome({ status, body }: Observed): string {
      if (status === 529 || body.error.message === 'Overloaded') return 'overloaded';
      if (body.error.message.startsWith('Extra usage')) return 'spend_limited';
      return status === 429 ? 'rate_limited' : 'server_error';
    }

    it.each(observed.map((each, index) => [index, each.status, each.body.error.message, each] as const))(
      '#%i: %i %s',
      (_index, status, _message, each) => {
        const { type, message } = each.body.error;
        const body = JSON.stringify(each.body);
        const result = play(
          {
            request: { method: 'POST', url: 'https://api.anthropic.com/v1/messages' },
            response: { status, headers: {}, body },
          },
          10,
        );
        expect(result.outcome).toBe(expectedOutcome(each));
        expect(result.errorType).toBe(type);
        expect(result.requestId).toBe(each.body.request_id ?? null);
        expect(classify(status, type, message)).toBe(expectedOutcome(each));
      },
    );
  });
});
