import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type DialectName, dialectFor, errorBody } from '../../../lib/outcome/dialect.ts';

describe('dialectFor', () => {
  test.each<[string, string, string, DialectName]>([
    ['anthropic', 'https://api.anthropic.com', '/v1/messages?beta=true', 'anthropic'],
    ['anthropic', 'http://127.0.0.1:9000', '/v1/models', 'anthropic'],
    ['proxy', 'https://llm.internal', '/v1/messages', 'anthropic'],
    ['proxy', 'https://llm.internal', '/v1/messages/count_tokens', 'anthropic'],
    ['proxy', 'https://llm.internal', '/v1/messagesboard', 'generic'],
    ['anthropic', 'https://api.anthropic.com', '/v1/chat/completions', 'openai'],
    ['openai', 'https://api.openai.com', '/v1/responses', 'openai'],
    ['main', 'https://api.openai.com', '/v1/models', 'openai'],
    ['main', 'https://acme.openai.azure.com', '/openai/deployments/gpt/embeddings?api-version=1', 'openai'],
    ['openrouter', 'https://openrouter.ai/api', '/v1/chat/completions', 'openai'],
    ['main', 'https://generativelanguage.googleapis.com', '/v1beta/models/gemini-3:generateContent', 'gemini'],
    ['main', 'https://generativelanguage.googleapis.com', '/v1beta/models', 'gemini'],
    ['main', 'https://us-central1-aiplatform.googleapis.com', '/v1/projects/p/locations', 'gemini'],
    [
      'vertex',
      'https://us-east5-aiplatform.googleapis.com',
      '/v1/projects/p/locations/l/publishers/anthropic/models/claude-opus-5:streamRawPredict',
      'anthropic',
    ],
    ['gemini', 'http://localhost:1', '/health', 'gemini'],
    ['bedrock', 'https://bedrock-runtime.us-east-1.amazonaws.com', '/model/x/converse', 'generic'],
    ['evil', 'https://api.anthropic.com.evil.example', '/', 'generic'],
    ['x', 'no url at all', '', 'generic'],
  ])('%s at %s, %s: %s', (name, url, path, expected) => {
    expect(dialectFor(name, url, path)).toBe(expected);
  });

  it('answers whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (name, url, path) => {
        expect(['anthropic', 'openai', 'gemini', 'generic']).toContain(dialectFor(name, url, path));
      }),
    );
  });
});

describe('errorBody', () => {
  const own = { type: 'timeout_error', message: 'No answer "in time"' };

  test.each<[DialectName, unknown]>([
    ['anthropic', { type: 'error', error: own }],
    ['openai', { error: { ...own, param: null, code: 'timeout_error' } }],
    ['gemini', { error: { code: 504, message: own.message, status: 'DEADLINE_EXCEEDED' } }],
    ['generic', { error: own }],
  ])('in the shape of %s', (dialect, expected) => {
    expect(JSON.parse(errorBody(dialect, own))).toEqual(expected);
  });

  it("gives Google's clients a canonical status for any type", () => {
    expect(JSON.parse(errorBody('gemini', { type: 'strange', message: 'm' })).error).toMatchObject({
      code: 500,
      status: 'INTERNAL',
    });
  });
});
