import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { endpointOf, modelInPath, streamInPath } from '../../../lib/outcome/endpoint.ts';

describe('endpointOf', () => {
  test.each([
    ['/v1/messages', '/v1/messages'],
    ['/v1/messages?beta=true', '/v1/messages'],
    ['/v1/messages/', '/v1/messages'],
    ['//v1//messages', '/v1/messages'],
    ['/v1/messages#x', '/v1/messages'],
    ['/v1/messages/count_tokens', '/v1/messages/count_tokens'],
    ['/v1/messages/batches', '/v1/messages/batches'],
    ['/v1/messages/batches/msgbatch_01GUqGVJfUz', '/v1/messages/batches/{id}'],
    ['/v1/messages/batches/msgbatch_01GUqGVJfUz/results', '/v1/messages/batches/{id}/results'],
    ['/v1/models', '/v1/models'],
    ['/v1/models/claude-opus-5', '/v1/models/{model}'],
    ['/v1/files/file_011CdeLU/content', '/v1/files/{id}/content'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/api/v1/chat/completions', '/api/v1/chat/completions'],
    ['/v1/responses/resp_abc/cancel', '/v1/responses/{id}/cancel'],
    ['/v1/threads/thread_abc/runs/run_x', '/v1/threads/{id}/runs/{id}'],
    ['/v1beta/models/gemini-2.5-flash:generateContent', '/v1beta/models/{model}:generateContent'],
    ['/v1beta/models/gemini-3:streamGenerateContent?alt=sse', '/v1beta/models/{model}:streamGenerateContent'],
    [
      '/v1/projects/acme/locations/us-central1/publishers/google/models/gemini-3:countTokens',
      '/v1/projects/{id}/locations/{id}/publishers/google/models/{model}:countTokens',
    ],
    ['/model/us.anthropic.claude-sonnet-5-v1%3A0/converse', '/model/{model}/converse'],
    ['/openai/deployments/my-gpt/chat/completions?api-version=2', '/openai/deployments/{id}/chat/completions'],
    ['/v1/organizations/6f2e0a4c-aaaa-4bbb-8ccc-0123456789ab/members', '/v1/organizations/{id}/members'],
    ['/v1/things/42', '/v1/things/{id}'],
    ['/v1/things/%2e%2e', '/v1/things/{id}'],
    ['/', '/'],
    ['', '/'],
    ['*', '/{id}'],
    ['/a/b/c/d/e/f/g/h/i/j/k/l', '/a/b/c/d/e/f/g/h/i/j/{more}'],
  ])('%s -> %s', (path, expected) => {
    expect(endpointOf('POST', path)).toBe(expected);
  });

  it('keeps probes apart from calls', () => {
    expect(endpointOf('GET', '/v1/models')).toBe('/v1/models');
    expect(endpointOf('HEAD', '/v1/messages')).toBe('HEAD /v1/messages');
    expect(endpointOf('options', '/v1/messages')).toBe('OPTIONS /v1/messages');
    expect(endpointOf('PROPFIND', '/v1/messages')).toBe('OTHER /v1/messages');
  });

  it('is short, and the same for all ids', () => {
    const id = fc.stringMatching(/^[a-z]{2,6}_[A-Za-z0-9]{10,24}$/).filter((text) => /\d/.test(text));
    fc.assert(
      fc.property(id, fc.string(), (text, garbage) => {
        expect(endpointOf('GET', `/v1/anything/${text}`)).toBe('/v1/anything/{id}');
        expect(endpointOf('GET', `/v1/${garbage}`).length).toBeLessThanOrEqual(130);
        expect(endpointOf('GET', `/${'x/'.repeat(1000)}${garbage}`).length).toBeLessThanOrEqual(130);
      }),
    );
  });
});

describe('modelInPath', () => {
  test.each([
    ['/v1beta/models/gemini-2.5-flash:generateContent', 'gemini-2.5-flash'],
    ['/v1/projects/p/locations/l/publishers/anthropic/models/claude-opus-5:rawPredict?x=1', 'claude-opus-5'],
    ['/model/us.anthropic.claude-sonnet-5-v1%3A0/converse-stream', 'us.anthropic.claude-sonnet-5-v1:0'],
    ['/openai/deployments/my-gpt/chat/completions', 'my-gpt'],
    ['/model/%zz/converse', '%zz'],
    ['/v1/messages', null],
    ['/v1/models/claude-opus-5', null],
    ['', null],
  ])('%s', (path, expected) => {
    expect(modelInPath(path)).toBe(expected);
  });
});

describe('streamInPath', () => {
  test.each([
    ['/v1beta/models/gemini-3:streamGenerateContent?alt=sse', true],
    ['/v1/projects/p/publishers/anthropic/models/claude-opus-5:streamRawPredict', true],
    ['/model/x/converse-stream', true],
    ['/model/x/invoke-with-response-stream', true],
    ['/v1beta/models/gemini-3:generateContent', false],
    ['/v1/messages?stream=true', false],
  ])('%s', (path, expected) => {
    expect(streamInPath(path)).toBe(expected);
  });
});
