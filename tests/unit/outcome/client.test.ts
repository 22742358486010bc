import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readClient } from '../../../lib/outcome/client.ts';
import { anyText } from './pieces.ts';

describe('readClient', () => {
  test.each([
    ['Anthropic/JS 1.12.0', 'anthropic-typescript', '1.12.0'],
    ['Anthropic/Python 0.71.0', 'anthropic-python', '0.71.0'],
    ['AsyncAnthropic/Python 0.71.0', 'anthropic-python', '0.71.0'],
    ['AnthropicBedrock/JS 0.26.0', 'anthropic-typescript', '0.26.0'],
    ['AsyncAnthropicVertex/Python 0.40.0', 'anthropic-python', '0.40.0'],
    ['Anthropic/Go 1.4.0', 'anthropic-go', '1.4.0'],
    ['Anthropic/Java 2.0.0', 'anthropic-java', '2.0.0'],
    ['Anthropic/Ruby 1.1.0', 'anthropic-ruby', '1.1.0'],
    ['Anthropic/C# 10.0.1', 'anthropic-csharp', '10.0.1'],
    ['OpenAI/JS 7.57.0', 'openai-typescript', '7.57.0'],
    ['AsyncOpenAI/Python 2.1.0', 'openai-python', '2.1.0'],
    ['AsyncAzureOpenAI/Python 2.1.0', 'openai-python', '2.1.0'],
    ['claude-cli/2.1.330 (external, sdk-cli)', 'claude-code', '2.1.330'],
    ['claude-code/2.2.0', 'claude-code', '2.2.0'],
    ['ai-sdk/anthropic/2.0.17 ai-sdk/provider-utils/3.0.9 runtime/node.js/24', 'vercel-ai-sdk', '2.0.17'],
    ['ai/5.0.48 ai-sdk/provider-utils/3.0.9', 'vercel-ai-sdk', '5.0.48'],
    ['litellm/1.77.3', 'litellm', '1.77.3'],
    ['google-genai-sdk/1.38.0 gl-python/3.12.3', 'google-genai', '1.38.0'],
    ['Boto3/1.40.0 md/Botocore#1.40.0', 'aws-sdk', '1.40.0'],
    ['curl/8.14.1', 'curl', '8.14.1'],
    ['python-requests/2.32.5', 'python-requests', '2.32.5'],
    ['python-httpx/0.28.1', 'httpx', '0.28.1'],
    ['Python/3.12 aiohttp/3.12.15', 'aiohttp', '3.12.15'],
    ['axios/1.12.2', 'axios', '1.12.2'],
    ['node', 'node', null],
    ['undici', 'undici', null],
    ['Bun/1.3.0', 'bun', '1.3.0'],
    ['Deno/2.5.0', 'deno', '2.5.0'],
    ['Go-http-client/2.0', 'go-http-client', '2.0'],
    ['okhttp/4.12.0', 'okhttp', '4.12.0'],
    ['Faraday v2.13.4', 'faraday', '2.13.4'],
    ['PostmanRuntime/7.46.1', 'postman', '7.46.1'],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0', 'browser', null],
    ['somebody-elses-app/3.1', null, null],
    ['curl/<script>', 'curl', null],
  ])('%s', (userAgent, client, clientVersion) => {
    expect(readClient({ 'user-agent': userAgent })).toMatchObject({ client, clientVersion, userAgent });
  });

  it('knows an SDK in a browser by its other headers', () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
      'x-stainless-lang': 'js',
      'x-stainless-package-version': '1.12.0',
    };
    expect(readClient({ ...headers, 'anthropic-version': '2026-10-21' })).toMatchObject({
      client: 'anthropic-typescript',
      clientVersion: '1.12.0',
    });
    expect(readClient(headers)).toMatchObject({ client: 'openai-typescript', clientVersion: '1.12.0' });
  });

  it('takes Claude Code for itself, though an SDK sends its calls', () => {
    const headers = {
      'user-agent': 'claude-cli/2.1.330 (external, cli)',
      'x-stainless-lang': 'js',
      'x-stainless-package-version': '0.90.0',
      'x-claude-code-session-id': '6f2e0a4c-session',
    };
    expect(readClient(headers)).toMatchObject({
      client: 'claude-code',
      clientVersion: '2.1.330',
      sessionId: '6f2e0a4c-session',
    });
  });

  it('reads the retry count and the time limit', () => {
    const facts = readClient({ 'x-stainless-retry-count': '2', 'x-stainless-timeout': '600' });
    expect(facts).toMatchObject({ retryCount: 2, timeoutMs: 600_000, client: null, userAgent: null });
  });

  it('falls back to the read time-out of the Python SDK', () => {
    expect(readClient({ 'x-stainless-read-timeout': '0.5' }).timeoutMs).toBe(500);
  });

  test.each([
    ['-1', '-1'],
    ['1.5', 'never'],
    ['', '0'],
    ['99999999999', '99999999999'],
  ])('makes nothing of retry count %j and time limit %j', (count, timeout) => {
    const facts = readClient({ 'x-stainless-retry-count': count, 'x-stainless-timeout': timeout });
    expect(facts).toMatchObject({ retryCount: null, timeoutMs: null });
  });

  it('bounds and tames what it keeps', () => {
    const facts = readClient({
      'user-agent': `x\u0007\u202e${'y'.repeat(1000)}`,
      'x-claude-code-session-id': 'z'.repeat(129),
    });
    expect(facts.userAgent).toBe(`x??${'y'.repeat(297)}`);
    expect(facts.sessionId).toBeNull();
  });

  it('is not fooled by names that every object has', () => {
    expect(readClient({ 'x-stainless-lang': 'constructor' }).client).toBeNull();
    expect(readClient({ 'user-agent': 'Anthropic/toString 1.0' }).client).toBeNull();
  });

  it('never throws, and never names a family that it does not know', () => {
    fc.assert(
      fc.property(anyText, fc.string(), (agent, other) => {
        const facts = readClient({ 'user-agent': agent, 'x-stainless-lang': other, 'x-stainless-retry-count': other });
        expect(facts.client === null || /^[a-z0-9-]{2,24}$/.test(facts.client)).toBe(true);
        expect(facts.userAgent?.length ?? 0).toBeLessThanOrEqual(300);
      }),
    );
  });
});
