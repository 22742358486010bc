import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { DialectName } from '../../../lib/outcome/dialect.ts';
import { createRequestReader, type RequestReading } from '../../../lib/outcome/request-reader.ts';
import { anyCuts, anyText, bytes, pieces } from './pieces.ts';

function hash() {
  const hmac = createHmac('sha256', 'key of this test');
  return { update: (chunk: Uint8Array) => hmac.update(chunk), digest: () => hmac.digest('hex') };
}

function digest(text: string): string {
  const hasher = hash();
  hasher.update(bytes(text));
  return hasher.digest();
}

interface Options {
  cuts?: readonly number[];
  dialect?: DialectName;
  path?: string;
}

function read(body: string | Uint8Array, { cuts = [], dialect = 'anthropic', path }: Options = {}): RequestReading {
  const reader = createRequestReader({ dialect, hash, ...(path === undefined ? {} : { path }) });
  for (const piece of pieces(typeof body === 'string' ? bytes(body) : body, cuts)) reader.write(piece);
  return reader.finish();
}

const NOTHING = {
  model: null,
  stream: false,
  maxTokens: null,
  prefixBytes: null,
  prefixHash: null,
  cacheControl: false,
  bodyHash: null,
};

describe('createRequestReader', () => {
  it('reads a call of the Messages API', () => {
    const system = '[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]';
    const tools = '[{"name":"get_weather","input_schema":{"type":"object"}}]';
    const body = `{"model":"claude-opus-5","max_tokens":1024,"stream":true,"tools":${tools},"system":${system},"messages":[{"role":"user","content":"Hi"}]}`;
    expect(read(body)).toEqual({
      model: 'claude-opus-5',
      stream: true,
      maxTokens: 1024,
      prefixBytes: bytes(system).length + bytes(tools).length,
      prefixHash: digest(tools).slice(0, 16) + digest(system).slice(0, 16),
      cacheControl: true,
      bytes: bytes(body).length,
      bodyHash: digest(body),
    });
  });

  test.each<[string, string, Partial<RequestReading>]>([
    [
      'a system prompt that is a string',
      '{"system":"Be brief ü"}',
      { prefixBytes: 13, prefixHash: digest('"Be brief ü"').slice(0, 16) },
    ],
    ['tools alone', '{"tools":[]}', { prefixBytes: 2, prefixHash: digest('[]').slice(0, 16) }],
    ['no prefix', '{"model":"m"}', { prefixBytes: null, prefixHash: null }],
    [
      'a model behind a long conversation',
      `{"messages":[${'{"role":"user","content":"x"},'.repeat(1000)}1],"model":"m"}`,
      { model: 'm' },
    ],
    [
      'a model in the conversation, which is none',
      '{"messages":[{"model":"x","stream":true}]}',
      { model: null, stream: false },
    ],
    ['a model in a string, which is none', '{"a":"\\"model\\":\\"x\\""}', { model: null }],
    ['the last of two models', '{"model":"a","model":"b"}', { model: 'b' }],
    ['the last of two streams', '{"stream":true,"stream":false}', { stream: false }],
    [
      'the last of two prompts',
      '{"system":"first","system":"x"}',
      { prefixBytes: 3, prefixHash: digest('"x"').slice(0, 16) },
    ],
    ['escapes', '{"m\\u006fdel":"cl\\u0061ude"}', { model: 'claude' }],
    ['another alphabet', '{"model":"模型"}', { model: '模型' }],
    ['a model of 200 characters', `{"model":"${'m'.repeat(200)}"}`, { model: 'm'.repeat(200) }],
    ['a longer model', `{"model":"${'m'.repeat(5000)}"}`, { model: 'm'.repeat(200) }],
    ['a model with control characters', '{"model":"a\\nb"}', { model: null }],
    ['a model that is no string', '{"model":{"a":"b"}}', { model: null }],
    ['a stream that is no boolean', '{"stream":"true"}', { stream: false }],
    ['a limit that is no whole number', '{"max_tokens":"100"}', { maxTokens: null }],
    ['a fraction of a token', '{"max_tokens":1.5}', { maxTokens: null }],
    ['white space', ' {\n "model" :\t"m" , "stream" : true }\n', { model: 'm', stream: true }],
    ['a byte order mark', '\uFEFF{"model":"m"}', { model: 'm' }],
    [
      'cache_control in a message',
      '{"messages":[{"content":[{"cache_control":{"type":"ephemeral"}}]}]}',
      { cacheControl: true },
    ],
    ['cache_control in a tool', '{"tools":[{"cache_control":{"type":"ephemeral"}}]}', { cacheControl: true }],
    ['cache_control at the top', '{"cache_control":{"type":"ephemeral"}}', { cacheControl: true }],
    ['cache_control that is null', '{"system":[{"cache_control":null}]}', { cacheControl: false }],
    ['cache_control in the text', '{"messages":[{"content":"cache_control"}]}', { cacheControl: false }],
    ["OpenAI's limit", '{"max_completion_tokens":7}', { maxTokens: 7 }],
    ["OpenAI's other limit and prompt", '{"max_output_tokens":7,"instructions":"x"}', { maxTokens: 7, prefixBytes: 3 }],
    [
      "Gemini's",
      '{"generationConfig":{"maxOutputTokens":7},"systemInstruction":{"a":1}}',
      { maxTokens: 7, prefixBytes: 7 },
    ],
  ])('reads %s', (_name, body, expected) => {
    expect(read(body)).toMatchObject(expected);
  });

  it('takes the model and the stream from the path where they are there', () => {
    const path = '/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse';
    expect(read('{"contents":[]}', { dialect: 'gemini', path })).toMatchObject({
      model: 'gemini-3-flash',
      stream: true,
    });
    expect(read('', { dialect: 'gemini', path })).toMatchObject({
      model: 'gemini-3-flash',
      stream: true,
      bodyHash: null,
    });
    expect(read('{"model":"m"}', { path: '/v1/messages' })).toMatchObject({ model: 'm', stream: false });
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t'],
    ['an upload', '--boundary\r\nContent-Disposition: form-data; name="model"\r\n\r\n{"model":"m"}'],
    ['an array', '[{"model":"m","cache_control":1}]'.replace('"cache_control":1', '"x":1')],
    ['a string', '"model"'],
    ['a number', '12'],
    ['a page', '<html>'],
  ])('reads %s as a request that says nothing', (_name, body) => {
    expect(read(body)).toEqual({ ...NOTHING, bytes: bytes(body).length });
  });

  it('tells two bodies apart, and the same body as the same', () => {
    const [a, b] = ['{"model":"m","x":1}', '{"model":"m","x":2}'];
    expect(read(a).bodyHash).toBe(read(a, { cuts: [3, 9] }).bodyHash);
    expect(read(a).bodyHash).not.toBe(read(b).bodyHash);
  });

  it('tells prompt and tools apart even where they are written alike', () => {
    expect(read('{"system":[1]}').prefixHash).toBe(read('{"tools":[1]}').prefixHash);
    expect(read('{"system":[1],"tools":[2]}').prefixHash).not.toBe(read('{"system":[2],"tools":[1]}').prefixHash);
    expect(read('{"system":[1],"tools":[2]}').prefixHash).toBe(read('{"tools":[2],"system":[1]}').prefixHash);
  });

  it('reads what came of a body that broke off', () => {
    const body = '{"model":"m","stream":true,"system":"abc';
    expect(read(body)).toMatchObject({ model: 'm', stream: true, prefixBytes: 4, bodyHash: digest(body) });
  });

  it('reads 10 MB of text and a million levels', () => {
    const long = `{"messages":[{"content":"${'lorem \\"ipsum\\" '.repeat(700_000)}"}],"model":"m"}`;
    const deep = `{"messages":${'[{"a":'.repeat(500_000)}1${'}]'.repeat(500_000)},"model":"n"}`;
    const cuts = Array.from({ length: 160 }, (_, i) => i * 65_536);
    expect(read(long, { cuts }).model).toBe('m');
    expect(read(deep, { cuts }).model).toBe('n');
  });

  it('gives the same for any cuts, whatever the body, and never throws', () => {
    const part = fc.constantFrom(
      '"model":"m",',
      '"stream":true,',
      '"system":["s",{"cache_control":null}],',
      '"tools":[{"cache_control":{"a":1}}],',
      '"m\\u006fdel":"\\ud83c\\udf0a",',
      '"max_tokens":7,',
      '"messages":[{"model":"x","content":"\\\\\\""}],',
      '{',
      '}',
      '"',
      '\\',
      '🌊',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, anyText), { maxLength: 12 }), anyCuts, (parts, cuts) => {
        const body = bytes(`{${parts.join('')}"z":1}`);
        expect(read(body, { cuts })).toEqual(read(body));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), anyCuts, (garbage, cuts) => {
        expect(read(garbage, { cuts })).toEqual(read(garbage));
      }),
    );
  });

  it('keeps nothing of what the request said', () => {
    const body =
      '{"model":"m","system":"SECRET prompt","messages":[{"content":"SECRET text"}],"metadata":{"user_id":"SECRET"}}';
    expect(JSON.stringify(read(body))).not.toContain('SECRET');
  });
});
