import { describe, expect, it, test } from 'vitest';
import type { ExchangeEnd, ExchangeOptions } from '../../../lib/outcome/exchange-types.ts';
import { CLOSED, COMPLETE, chunks, GONE, options, play, sse, streamed } from './exchange-support.ts';

const json = (partial: Partial<ExchangeOptions>, body: unknown, end: ExchangeEnd = COMPLETE) =>
  play(
    options({ headers: { 'content-type': 'application/json' }, requestModel: 'asked', ...partial }),
    JSON.stringify(body),
    end,
  );

describe('OpenAI chat completions', () => {
  const given = streamed({
    dialect: 'openai',
    headers: { 'content-type': 'text/event-stream', 'x-request-id': 'req_x' },
    requestModel: 'gpt',
  });
  const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
    object: 'chat.completion.chunk',
    model: 'gpt-5-2026-01-01',
    choices: [{ index: 0, delta, finish_reason: finish }],
    usage: null,
    ...more,
  });
  const role = chunk({ role: 'assistant', content: '' });
  const text = chunk({ content: 'Hello "usage"' });
  const last = chunk({}, 'stop');
  const usage = chunk({}, null, {
    choices: [],
    usage: { prompt_tokens: 5, completion_tokens: 6 },
    service_tier: 'default',
  });

  it('reads a stream whole', () => {
    const cuts = [chunks(role).length, chunks(role, text).length];
    expect(play(given, chunks(role, text, text, last, usage, '[DONE]'), COMPLETE, cuts)).toMatchObject({
      outcome: 'ok',
      requestId: 'req_x',
      model: 'gpt-5-2026-01-01',
      stopReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 6, serviceTier: 'default' },
      ttftMs: 2,
    });
  });

  test.each<[string, string, ExchangeEnd, string]>([
    ['[DONE], then broken', chunks(text, last, '[DONE]'), CLOSED, 'ok'],
    ['[DONE], then the client left', chunks(text, last, '[DONE]'), GONE, 'ok'],
    ['[DONE] without its blank line', chunks(text, last, '[DONE]').trimEnd(), COMPLETE, 'ok'],
    ['the stop reason without [DONE], closed in order', chunks(text, last), COMPLETE, 'ok'],
    ['the stop reason without [DONE], broken', chunks(text, last), CLOSED, 'truncated'],
    ['neither', chunks(role, text), COMPLETE, 'truncated'],
    ['neither, client left', chunks(role, text), GONE, 'cancelled'],
    ['nothing', '', COMPLETE, 'truncated'],
  ])('with %s', (_name, body, end, outcome) => {
    expect(play(given, body, end).outcome).toBe(outcome);
  });

  test.each([
    ['reasoning', { reasoning_content: 'hm' }],
    ['reasoning of OpenRouter', { reasoning: 'hm' }],
    ['tool calls', { content: null, tool_calls: [{ id: 'a', function: { name: 'f', arguments: '' } }] }],
  ])('takes %s for content', (_name, delta) => {
    const body = chunks(role, chunk(delta), last, '[DONE]');
    expect(play(given, body, COMPLETE, [chunks(role).length]).ttftMs).toBe(2);
  });

  it('reads an error in mid-stream, with a status for a code or a word', () => {
    const numeric = {
      error: { code: 429, message: 'Rate limit exceeded upstream' },
      choices: [{ finish_reason: 'error' }],
    };
    expect(play(given, chunks(role, text, numeric, '[DONE]'))).toMatchObject({
      outcome: 'rate_limited',
      phase: 'mid_stream',
    });
    const word = { error: { type: 'server_error', code: null, message: 'The server had an error' } };
    expect(play(given, chunks(word))).toMatchObject({
      outcome: 'server_error',
      phase: 'before_content',
      errorType: 'server_error',
    });
  });

  it("takes Groq's usage", () => {
    const groq = { ...last, x_groq: { id: 'r', usage: { prompt_tokens: 3, completion_tokens: 4 } } };
    expect(play(given, chunks(text, groq, '[DONE]')).usage).toMatchObject({ inputTokens: 3, outputTokens: 4 });
  });

  it('reads a body', () => {
    const body = {
      object: 'chat.completion',
      model: 'gpt-5',
      choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 5, completion_tokens: 6, prompt_tokens_details: { cached_tokens: 4 } },
    };
    expect(json({ dialect: 'openai' }, body)).toMatchObject({
      outcome: 'ok',
      model: 'gpt-5',
      stopReason: 'length',
      usage: { inputTokens: 5, outputTokens: 6, cacheReadInputTokens: 4 },
    });
  });

  it('names a 429 by what happened rather than by the limit', () => {
    const error = { message: 'Rate limit reached', type: 'tokens', param: null, code: 'rate_limit_exceeded' };
    const headers = {
      'content-type': 'application/json',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
      'openai-organization': 'acme',
    };
    expect(json({ dialect: 'openai', status: 429, headers }, { error })).toMatchObject({
      outcome: 'rate_limited',
      errorType: 'rate_limit_exceeded',
      errorCode: 'rate_limit_exceeded',
      retryAfterMs: 360_000,
      organizationId: 'acme',
    });
  });

  it('tells quota from rate', () => {
    const error = {
      message: 'You exceeded your current quota',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    };
    expect(json({ dialect: 'openai', status: 429 }, { error }).outcome).toBe('spend_limited');
  });

  it("reads OpenRouter's error with the provider's own words", () => {
    const error = { code: 429, message: 'Provider returned error', metadata: { raw: 'busy upstream' } };
    expect(json({ dialect: 'openai', status: 429 }, { error, user_id: 'u' })).toMatchObject({
      outcome: 'rate_limited',
      errorMessage: 'Provider returned error: busy upstream',
    });
  });
});

describe('OpenAI responses', () => {
  const given = streamed({ dialect: 'openai', requestModel: 'gpt' });
  const created = {
    type: 'response.created',
    response: { object: 'response', model: 'gpt-5', status: 'in_progress', error: null, usage: null },
  };
  const delta = { type: 'response.output_text.delta', delta: 'Hello' };
  const ended = (status: string, more: object = {}) => ({
    type: `response.${status}`,
    response: {
      object: 'response',
      model: 'gpt-5',
      status,
      error: null,
      incomplete_details: null,
      usage: { input_tokens: 5, output_tokens: 6, input_tokens_details: { cached_tokens: 1 } },
      ...more,
    },
  });

  it('reads a stream whole', () => {
    expect(play(given, sse(created, delta, delta, ended('completed')))).toMatchObject({
      outcome: 'ok',
      model: 'gpt-5',
      usage: { inputTokens: 5, outputTokens: 6, cacheReadInputTokens: 1 },
      ttftMs: 1,
    });
  });

  it('reads why a response is incomplete', () => {
    const body = sse(created, delta, ended('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }));
    expect(play(given, body, CLOSED)).toMatchObject({ outcome: 'ok', stopReason: 'max_output_tokens' });
  });

  it('reads a failure, also one that says nothing', () => {
    const error = { code: 'server_is_overloaded', message: 'Our servers are currently overloaded.' };
    expect(play(given, sse(created, delta, ended('failed', { error })))).toMatchObject({
      outcome: 'overloaded',
      phase: 'mid_stream',
      errorType: 'server_is_overloaded',
      usage: { inputTokens: 5 },
    });
    expect(play(given, sse(created, ended('failed'))).outcome).toBe('server_error');
  });

  it('reads an error event', () => {
    const flat = { type: 'error', code: 'rate_limit_exceeded', message: 'Slow', param: null };
    expect(play(given, sse(created, flat))).toMatchObject({
      outcome: 'rate_limited',
      errorType: 'rate_limit_exceeded',
      errorMessage: 'Slow',
    });
  });

  it('is truncated without its end', () => {
    expect(play(given, sse(created, delta)).outcome).toBe('truncated');
  });
});

describe('Gemini', () => {
  const given = streamed({ dialect: 'gemini', requestModel: 'gemini-3' });
  const part = (text: string, more: object = {}) => ({
    candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }],
    usageMetadata: { promptTokenCount: 7, candidatesTokenCount: text.length, totalTokenCount: 9 },
    modelVersion: 'gemini-3-flash',
  });
  const parts = [part('a'), part('abc'), part('abcdef', { finishReason: 'STOP' })];

  it('reads a stream of events', () => {
    expect(play(given, chunks(...parts))).toMatchObject({
      outcome: 'ok',
      model: 'gemini-3-flash',
      stopReason: 'STOP',
      usage: { inputTokens: 7, outputTokens: 6 },
      ttftMs: 1,
    });
    expect(play(given, chunks(part('a'), part('b')))).toMatchObject({ outcome: 'truncated', phase: 'mid_stream' });
    expect(play(given, chunks(...parts), CLOSED).outcome).toBe('truncated');
  });

  it('reads a stream that is one array', () => {
    const headers = { 'content-type': 'application/json; charset=UTF-8' };
    const whole = JSON.stringify(parts, null, 1);
    expect(play(streamed({ dialect: 'gemini', headers }), whole)).toMatchObject({
      outcome: 'ok',
      model: 'gemini-3-flash',
      stopReason: 'STOP',
      usage: { inputTokens: 7, outputTokens: 6 },
    });
    expect(play(streamed({ dialect: 'gemini', headers }), whole.slice(0, -2))).toMatchObject({
      outcome: 'truncated',
      phase: 'mid_stream',
    });
  });

  it('takes a blocked prompt for an answer', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 7 } };
    expect(play(given, chunks(blocked))).toMatchObject({ outcome: 'ok', stopReason: 'SAFETY' });
  });

  it.each([
    ['', (error: object) => ({ error })],
    [' in an array', (error: object) => [{ error }]],
  ])('reads an error%s', (_name, wrap) => {
    const error = {
      code: 503,
      message: 'The model is overloaded.',
      status: 'UNAVAILABLE',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '9s' }],
    };
    expect(json({ dialect: 'gemini', status: 503 }, wrap(error))).toMatchObject({
      outcome: 'overloaded',
      errorType: 'UNAVAILABLE',
      errorMessage: 'The model is overloaded.',
      retryAfterMs: null,
    });
    expect(
      json(
        { dialect: 'gemini', status: 429 },
        wrap({ ...error, code: 429, status: 'RESOURCE_EXHAUSTED', message: 'x' }),
      ),
    ).toMatchObject({
      outcome: 'rate_limited',
      retryAfterMs: 9000,
    });
  });

  it('reads an error in mid-stream', () => {
    const error = { error: { code: 503, message: 'x', status: 'UNAVAILABLE' } };
    expect(play(given, chunks(part('a'), error))).toMatchObject({ outcome: 'overloaded', phase: 'mid_stream' });
  });
});

describe('others', () => {
  it("reads Bedrock's errors, the type being in a header or in the body", () => {
    const headers = {
      'content-type': 'application/json',
      'x-amzn-requestid': 'aws-1',
      'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/',
    };
    expect(json({ dialect: 'generic', status: 429, headers }, { message: 'Too many requests' })).toMatchObject({
      outcome: 'rate_limited',
      errorType: 'ThrottlingException',
      errorMessage: 'Too many requests',
      requestId: 'aws-1',
    });
    const inBody = { __type: 'com.amazon.coral.service#ServiceUnavailableException', message: 'x' };
    expect(json({ dialect: 'generic', status: 503 }, inBody)).toMatchObject({
      outcome: 'overloaded',
      errorType: 'ServiceUnavailableException',
    });
  });

  it("reads Bedrock's answers", () => {
    const body = { output: {}, stopReason: 'end_turn', usage: { inputTokens: 1, outputTokens: 2 } };
    expect(json({ dialect: 'generic' }, body)).toMatchObject({
      stopReason: 'end_turn',
      usage: { outputTokens: 2 },
      model: 'asked',
    });
  });

  it("reads xAI's and Cohere's errors", () => {
    expect(json({ dialect: 'openai', status: 400 }, { code: 'invalid-argument', error: 'Bad key' })).toMatchObject({
      outcome: 'client_error',
      errorType: 'invalid-argument',
      errorMessage: 'Bad key',
    });
    expect(
      json({ dialect: 'generic', status: 400 }, { error_type: 'TOO_MANY_TOKENS', message: 'too many' }),
    ).toMatchObject({
      errorType: 'TOO_MANY_TOKENS',
      errorMessage: 'too many',
    });
  });

  it('leaves a stream of an unknown kind alone, unless it broke', () => {
    const given = streamed({ dialect: 'generic' });
    expect(play(given, chunks({ hello: 1 })).outcome).toBe('ok');
    expect(play(given, '').outcome).toBe('ok');
    expect(play(given, chunks({ hello: 1 }), CLOSED).outcome).toBe('truncated');
    expect(play(streamed({ requestModel: null }), chunks({ hello: 1 })).outcome).toBe('ok');
  });

  it('knows a stream by its shape, whoever sends it', () => {
    const given = streamed({ dialect: 'generic' });
    const chat = { object: 'chat.completion.chunk', choices: [{ delta: { content: 'x' }, finish_reason: null }] };
    expect(play(given, chunks(chat)).outcome).toBe('truncated');
    expect(play(given, sse({ type: 'message_start' })).outcome).toBe('truncated');
  });
});
