import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../lib/reporter/request.ts';

const read = (url: unknown, init: Parameters<typeof readRequest>[1] = {}) => readRequest(url, init);

describe('readRequest', () => {
  it.each([
    ['https://api.anthropic.com/v1/messages?beta=true', 'anthropic', '/v1/messages'],
    ['https://api.openai.com/v1/chat/completions', 'openai', '/v1/chat/completions'],
    ['https://my-place.openai.azure.com/openai/v1/responses', 'azure', '/openai/v1/responses'],
    ['https://openrouter.ai/api/v1/chat/completions', 'openrouter', '/api/v1/chat/completions'],
    [
      'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent?key=AIzaSecret',
      'gemini',
      '/v1beta/models/g:generateContent',
    ],
    ['http://127.0.0.1:8080/v1/messages', 'anthropic', '/v1/messages'],
    ['http://localhost:8080/v1/chat/completions', 'openai', '/v1/chat/completions'],
    ['http://10.0.0.7/other', '10.0.0.7', '/other'],
  ])('%s is a call of %s', (url, provider, endpoint) => {
    expect(read(url)).toMatchObject({ provider, endpoint });
    expect(read(new URL(url))).toMatchObject({ provider, endpoint });
    expect(read(new Request(url))).toMatchObject({ provider, endpoint });
  });

  it('reads headers in every form that fetch takes', () => {
    const headers = {
      'User-Agent': 'Anthropic/JS 1.12.0',
      'X-Stainless-Retry-Count': '2',
      'X-Stainless-Timeout': '600',
    };
    const facts = {
      client: 'anthropic-typescript',
      clientVersion: '1.12.0',
      retryCount: 2,
      timeoutMs: 600_000,
    };
    expect(read('http://h/', { headers })).toMatchObject(facts);
    expect(read('http://h/', { headers: Object.entries(headers) })).toMatchObject(facts);
    expect(read('http://h/', { headers: new Headers(headers) })).toMatchObject(facts);
    expect(read(new Request('http://h/', { headers }))).toMatchObject(facts);
  });

  it.each(['', '-1', 'x', undefined])('knows no retry count where the header is %s', (value) => {
    const headers = value === undefined ? {} : { 'x-stainless-retry-count': value };
    expect(read('http://h/', { headers }).retryCount).toBeNull();
  });

  it('finds model and stream at either end of a long body, and costs no more for it', () => {
    const messages = [{ role: 'user', content: 'x'.repeat(5_000_000) }];
    for (const body of [
      { model: 'claude-a', stream: true, messages },
      { messages, model: 'claude-a', stream: true },
    ])
      expect(read('http://h/', { body: JSON.stringify(body) })).toMatchObject({ model: 'claude-a', stream: true });
  });

  it('is not taken in by a prompt that quotes JSON', () => {
    const messages = [{ role: 'user', content: '{"model": "evil", "stream": true}' }];
    const body = JSON.stringify({ messages, model: 'claude-a' });
    expect(read('http://h/', { body })).toMatchObject({ model: 'claude-a', stream: false });
  });

  it('tells the same request by its key, and others apart', () => {
    const key = (body: string, url = 'http://h/') => read(url, { body }).key;
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(key(a)).toBe(key(a));
        if (a !== b) expect(key(a)).not.toBe(key(b));
        expect(key(a)).not.toBe(key(a, 'http://h/other'));
      }),
    );
  });

  it.each([[undefined], ['no address'], [{}], [Symbol.iterator]])('throws for %s, which fetch refuses too', (input) => {
    expect(() => read(input)).toThrow();
  });
});
