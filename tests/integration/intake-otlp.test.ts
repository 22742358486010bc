import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import Database from 'better-sqlite3';
import protobuf from 'protobufjs/minimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { postMessage, type Received, send } from '../support/http-client.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';
import { aSpan, postOtlp, traces } from '../support/otlp.ts';

const json = (received: Received) => JSON.parse(received.body.toString());

let provider: MockProvider;
let gateway: RunningGateway;

beforeEach(async () => {
  provider = await startMockProvider();
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
});
afterEach(async () => {
  await gateway.stop();
  await provider.close();
});

const NEW_NAMES = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'anthropic',
  'gen_ai.request.model': 'claude-sonnet-5',
  'gen_ai.response.model': 'claude-sonnet-5-20260901',
  'gen_ai.response.finish_reasons': ['end_turn'],
  'gen_ai.response.time_to_first_chunk': 0.25,
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.usage.output_tokens': 34,
  'gen_ai.usage.cache_read.input_tokens': 5,
  'gen_ai.usage.cache_creation.input_tokens': 6,
};

describe('spans', () => {
  it('are understood by the conventions of today and of yesterday', async () => {
    const startMs = Date.now() - 60_000;
    const answer = await postOtlp(
      gateway.url,
      'traces',
      traces([
        aSpan(NEW_NAMES, { startMs }),
        aSpan(
          {
            'gen_ai.system': 'openai',
            'llm.request.type': 'chat',
            'gen_ai.request.model': 'gpt-5',
            'gen_ai.usage.prompt_tokens': 1,
            'gen_ai.usage.completion_tokens': 2,
          },
          { startMs: startMs + 1 },
        ),
        aSpan(
          { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gemini-3', 'llm.token_count.prompt': 7 },
          { startMs: startMs + 2 },
        ),
        aSpan({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'claude-sonnet-5' }),
        aSpan({ 'http.route': '/checkout' }),
      ]),
    );
    expect([answer.status, json(answer), answer.headers['content-type']]).toEqual([200, {}, 'application/json']);
    expect(await gateway.attempts()).toMatchObject([
      {
        outcome: 'ok',
        status: 200,
        provider: 'anthropic',
        endpoint: '/v1/messages',
        model: 'claude-sonnet-5-20260901',
        app: 'shop',
        stopReason: 'end_turn',
        ttftMs: 250,
        durationMs: 800,
        usage: { inputTokens: 12, outputTokens: 34, cacheReadInputTokens: 5, cacheCreationInputTokens: 6 },
      },
      { provider: 'openai', model: 'gpt-5', usage: { inputTokens: 1, outputTokens: 2 } },
      { provider: 'gemini', model: 'gemini-3', usage: { inputTokens: 7 } },
    ]);
    expect(json(await send(gateway.url, { path: '/healthz' })).reports.otlp).toMatchObject({ accepted: 3, unused: 2 });
  });

  it('of those who tell of failures by exceptions alone are understood', async () => {
    const body = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_7"}';
    const python = "Error code: 429 - {'type': 'error', 'error': {'type': 'rate_limit_error', 'message': 'Slow down'}}";
    const failures = [`529 ${body}`, python, 'the prompt was: SECRET-PROMPT', '404 page not found'].map((message, i) =>
      aSpan(
        { 'gen_ai.system': 'anthropic', 'gen_ai.request.model': 'claude-sonnet-5' },
        {
          startMs: Date.now() - 60_000 + i,
          failed: true,
          exception: { 'exception.type': 'Error', 'exception.message': message },
        },
      ),
    );
    await postOtlp(gateway.url, 'traces', traces(failures));
    expect(
      (await gateway.attempts()).map((row) => [
        row.status,
        row.outcome,
        row.errorType,
        row.errorMessage,
        row.requestId,
      ]),
    ).toEqual([
      [529, 'overloaded', 'overloaded_error', 'Overloaded', 'req_7'],
      [429, 'rate_limited', 'rate_limit_error', 'Slow down', null],
      [null, 'network_error', null, null, null],
      [404, 'client_error', null, null, null],
    ]);
  });

  it('count once, however often an exporter sends them', async () => {
    const batch = traces([aSpan(NEW_NAMES), aSpan(NEW_NAMES)]);
    for (let i = 0; i < 3; i++) expect((await postOtlp(gateway.url, 'traces', batch)).status).toBe(200);
    expect(await gateway.attempts()).toHaveLength(2);
  });

  it('of Claude Code’s requests carry request id, attempt and time to first token', async () => {
    const values = {
      model: 'claude-opus-5',
      status_code: 200,
      attempt: 3,
      success: true,
      ttft_ms: 900,
      request_id: 'req_cc',
      input_tokens: 5,
      output_tokens: 6,
    };
    const resource = { 'service.name': 'claude-code', 'service.version': '2.1.330' };
    await postOtlp(gateway.url, 'traces', traces([aSpan(values, { name: 'claude_code.llm_request' })], resource));
    expect(await gateway.attempts()).toMatchObject([
      {
        client: 'claude-code',
        clientVersion: '2.1.330',
        n: 3,
        requestId: 'req_cc',
        model: 'claude-opus-5',
        ttftMs: 900,
        usage: { inputTokens: 5, outputTokens: 6 },
        call: { attempts: 3 },
      },
    ]);
  });

  it('may hold prompts and addresses: none of them reaches the disk', async () => {
    const secrets = ['SECRET-PROMPT', 'jane@example.com', 'SECRET-COMPLETION', 'SECRET-KEY'];
    const span = aSpan(
      {
        ...NEW_NAMES,
        'gen_ai.prompt.0.content': 'SECRET-PROMPT',
        'gen_ai.output.messages': 'SECRET-COMPLETION',
        'user.email': 'jane@example.com',
        'url.full': 'https://api.anthropic.com/v1/messages?key=SECRET-KEY',
      },
      {
        name: 'SECRET-PROMPT',
        exception: { 'exception.message': 'SECRET-PROMPT', 'exception.stacktrace': 'SECRET-PROMPT' },
      },
    );
    await postOtlp(gateway.url, 'traces', traces([span]));
    await gateway.kill();
    expect(await gateway.attempts()).toHaveLength(1);
    for (const file of readdirSync(gateway.folder)) {
      const bytes = readFileSync(join(gateway.folder, file));
      for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false);
    }
    for (const secret of secrets) expect(gateway.logged.join()).not.toContain(secret);
  });

  it('with times that cannot be are rejected one by one', async () => {
    const batch = traces([
      aSpan(NEW_NAMES),
      aSpan(NEW_NAMES, { startMs: Date.now() + 600_000 }),
      aSpan(NEW_NAMES, { startMs: 0 }),
      aSpan(NEW_NAMES, { traceId: '00', spanId: 'nonsense' }),
      aSpan({}, { startMs: 0 }),
    ]);
    const answer = await postOtlp(gateway.url, 'traces', batch);
    const { partialSuccess } = json(answer);
    expect([answer.status, partialSuccess.rejectedSpans]).toEqual([200, '3']);
    expect(partialSuccess.errorMessage).toMatch(/5 minutes ahead.*older than the 90 days|traceId and spanId/);
    expect(await gateway.attempts()).toHaveLength(1);
  });
});

describe.each([
  ['JSON', JsonLogExporter],
  ['protobuf', ProtobufLogExporter],
])('Claude Code’s log records, in %s', (_, Exporter) => {
  it('tell of requests, and of failures once', async () => {
    const exporter = new Exporter({ url: `${gateway.url}/otlp/v1/logs` });
    const logs = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'claude-code', 'service.version': '2.1.330' }),
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
    const logger = logs.getLogger('com.anthropic.claude_code.events');
    const timestamp = Date.now() - 1000;
    const emit = (event: string, attributes: Record<string, string | number>) =>
      logger.emit({
        timestamp,
        body: `claude_code.${event}`,
        attributes: { 'event.name': event, 'session.id': 's-1', 'user.email': 'jane@example.com', ...attributes },
      });
    emit('user_prompt', { prompt: 'SECRET' });
    emit('api_request', {
      model: 'claude-opus-5',
      duration_ms: '2500',
      input_tokens: 10,
      output_tokens: 20,
      cache_read_tokens: 30,
      cache_creation_tokens: 40,
      request_id: 'req_ok',
    });
    emit('api_error', {
      model: 'claude-opus-5',
      error: 'Overloaded',
      status_code: '529',
      duration_ms: 40,
      attempt: 11,
      request_id: 'req_failed',
    });
    emit('api_retries_exhausted', {
      model: 'claude-opus-5',
      status_code: '529',
      total_attempts: 11,
      total_retry_duration_ms: 188_000,
    });
    await logs.forceFlush();
    await logs.shutdown();
    const rows = (await gateway.untilAttempts(2)).sort((a, b) => a.startedAtMs - b.startedAtMs);
    expect(rows).toMatchObject([
      {
        client: 'claude-code',
        sessionId: 's-1',
        outcome: 'ok',
        status: 200,
        durationMs: 2500,
        startedAtMs: timestamp - 2500,
        requestId: 'req_ok',
        usage: { inputTokens: 10, outputTokens: 20, cacheReadInputTokens: 30, cacheCreationInputTokens: 40 },
      },
      {
        outcome: 'overloaded',
        status: 529,
        n: 11,
        errorMessage: 'Overloaded',
        call: { attempts: 11, durationMs: 188_000 },
      },
    ]);
    expect(json(await send(gateway.url, { path: '/healthz' })).reports.otlp).toMatchObject({ accepted: 2, unused: 2 });
  });
});

describe('metrics', () => {
  it('are taken and not used', async () => {
    const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'a' }, { name: 'b' }] }] }] };
    const answer = await postOtlp(gateway.url, 'metrics', metrics);
    expect([answer.status, json(answer)]).toEqual([200, {}]);
    const text = (await send(gateway.url, { path: '/metrics' })).body.toString();
    expect(text).toContain('weir_reports_total{source="otlp",result="unused"} 2\n');
  });
});

/** A request of one span in protobuf, with fields of every wire type that nobody knows. */
function withUnknownFields(): Uint8Array {
  const unknown = (writer: protobuf.Writer) => {
    writer.uint32((900 << 3) | 0).uint32(7);
    writer.uint32((901 << 3) | 1).double(7);
    writer.uint32((902 << 3) | 2).string('?');
    writer.uint32((903 << 3) | 5).float(7);
    writer
      .uint32((904 << 3) | 3)
      .uint32((1 << 3) | 0)
      .uint32(1)
      .uint32((904 << 3) | 4);
    return writer;
  };
  const attribute = (writer: protobuf.Writer, key: string, value: string) =>
    unknown(
      writer.uint32(74).fork().uint32(10).string(key).uint32(18).fork().uint32(10).string(value).ldelim(),
    ).ldelim();
  const writer = unknown(protobuf.Writer.create());
  unknown(unknown(writer.uint32(10).fork()).uint32(18).fork());
  unknown(writer.uint32(18).fork());
  writer.uint32(10).bytes(Buffer.alloc(16, 1)).uint32(18).bytes(Buffer.alloc(8, 2));
  const nanos = BigInt(Date.now() - 5000) * 1_000_000n;
  for (const field of [57, 65])
    writer
      .uint32(field)
      .fixed32(Number(nanos & 0xffffffffn))
      .fixed32(Number(nanos >> 32n));
  attribute(writer, 'gen_ai.operation.name', 'chat');
  attribute(writer, 'gen_ai.request.model', '<script>');
  return writer.ldelim().ldelim().ldelim().finish();
}

describe('bad input', () => {
  const rpcStatus = (body: Buffer) => {
    const reader = protobuf.Reader.create(body);
    const status = { code: 0, message: '' };
    while (reader.pos < reader.len)
      if (reader.uint32() === 8) status.code = reader.int32();
      else status.message = reader.string();
    return status;
  };

  it('fields that nobody knows are passed over', async () => {
    const answer = await postOtlp(gateway.url, 'traces', withUnknownFields());
    expect([answer.status, answer.headers['content-type'], answer.body.length]).toEqual([
      200,
      'application/x-protobuf',
      0,
    ]);
    expect(await gateway.attempts()).toMatchObject([{ model: '<script>', outcome: 'ok' }]);
  });

  it.each([
    ['no JSON', '{', 400],
    ['an array', [], 400],
    ['resourceSpans that are none', { resourceSpans: 'x' }, 400],
    ['a span that is none', traces([7 as unknown as object]), 400],
  ])('%s is answered with a status in JSON', async (_, body, status) => {
    const answer = await postOtlp(gateway.url, 'traces', body);
    expect([answer.status, json(answer)]).toEqual([status, { code: 3, message: expect.any(String) }]);
  });

  it.each([
    ['cut short', withUnknownFields().subarray(0, 60)],
    ['a wire type that does not exist', Buffer.from([0x0f, 0x01])],
    ['groups in groups', Buffer.alloc(200_000, 0x0b)],
    ['a length beyond the end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07])],
  ])('protobuf with %s is answered with a status in protobuf', async (_, body) => {
    const answer = await postOtlp(gateway.url, 'traces', body);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/x-protobuf']);
    expect(rpcStatus(answer.body)).toEqual({ code: 3, message: expect.any(String) });
  });

  it('of 64 MB after decompression is cut, refused or tamed, while calls go on', async () => {
    const MB = 1024 ** 2;
    const bodies: [string, Buffer, number][] = [
      ['application/json', Buffer.alloc(1024 * MB, ' '), 413],
      ['application/json', Buffer.alloc(63 * MB, '['), 400],
      ['application/json', Buffer.from(`{"resourceSpans":[${'{},'.repeat(20 * MB)}{}]}`), 413],
      ['application/x-protobuf', Buffer.alloc(62 * MB, Buffer.from([0x0a, 0x00])), 413],
      ['application/x-protobuf', Buffer.alloc(65 * MB), 413],
    ];
    const rssMb = async () =>
      Number(
        /process_resident_memory_bytes (\d+)/.exec(
          (await send(gateway.url, { path: '/metrics' })).body.toString(),
        )?.[1],
      ) / MB;
    await postOtlp(gateway.url, 'traces', traces([aSpan(NEW_NAMES)]));
    const before = await rssMb();
    for (const [type, body, status] of bodies) {
      const headers = { 'content-type': type, 'content-encoding': 'gzip' };
      const sent = postOtlp(gateway.url, 'traces', gzipSync(body, { level: 1 }), headers);
      expect((await postMessage(gateway.url)).status).toBe(200);
      expect((await sent).status).toBe(status);
    }
    // One body at a time is read, and what it took is given back.
    expect((await rssMb()) - before).toBeLessThan(300);
    expect((await postOtlp(gateway.url, 'traces', traces([aSpan(NEW_NAMES)]))).status).toBe(200);
  });

  it('a database that cannot be written is told, to be tried again', async () => {
    expect((await postOtlp(gateway.url, 'traces', traces([aSpan(NEW_NAMES)]))).status).toBe(200);
    const other = new Database(gateway.databasePath);
    other.exec('BEGIN IMMEDIATE');
    const batch = traces([aSpan(NEW_NAMES)]);
    const refused = await postOtlp(gateway.url, 'traces', batch);
    other.exec('ROLLBACK');
    other.close();
    expect([refused.status, refused.headers['retry-after'], json(refused).code]).toEqual([503, '1', 14]);
    expect((await postOtlp(gateway.url, 'traces', batch)).status).toBe(200);
    expect(await gateway.attempts()).toHaveLength(2);
  });
});
