import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mergeUsage, readUsage } from '../../../lib/outcome/usage.ts';

const none = {
  inputTokens: null,
  outputTokens: null,
  cacheCreationInputTokens: null,
  cacheReadInputTokens: null,
  serviceTier: null,
};

describe('readUsage', () => {
  test.each<[string, unknown, object | null]>([
    [
      'Anthropic',
      {
        input_tokens: 1,
        output_tokens: 2,
        cache_creation_input_tokens: 3,
        cache_read_input_tokens: 4,
        service_tier: 'priority',
        cache_creation: { ephemeral_5m_input_tokens: 3 },
      },
      {
        inputTokens: 1,
        outputTokens: 2,
        cacheCreationInputTokens: 3,
        cacheReadInputTokens: 4,
        serviceTier: 'priority',
      },
    ],
    ['Anthropic in mid-stream', { output_tokens: 2 }, { ...none, outputTokens: 2 }],
    [
      'OpenAI chat',
      { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11, prompt_tokens_details: { cached_tokens: 3 } },
      { ...none, inputTokens: 5, outputTokens: 6, cacheReadInputTokens: 3 },
    ],
    [
      'OpenAI responses',
      { input_tokens: 5, input_tokens_details: { cached_tokens: 0 }, output_tokens: 6 },
      { ...none, inputTokens: 5, outputTokens: 6, cacheReadInputTokens: 0 },
    ],
    ['OpenAI embeddings', { prompt_tokens: 5, total_tokens: 5 }, { ...none, inputTokens: 5 }],
    [
      'Gemini',
      { promptTokenCount: 7, candidatesTokenCount: 8, thoughtsTokenCount: 100, cachedContentTokenCount: 2 },
      { ...none, inputTokens: 7, outputTokens: 108, cacheReadInputTokens: 2 },
    ],
    [
      'Bedrock',
      { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheWriteInputTokens: 4 },
      { ...none, inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreationInputTokens: 4 },
    ],
    ['Cohere', { tokens: { input_tokens: 1, output_tokens: 2 } }, { ...none, inputTokens: 1, outputTokens: 2 }],
    ['zeros, which are counts', { input_tokens: 0 }, { ...none, inputTokens: 0 }],
    ['nothing that is known', { something: 1 }, null],
    ['no counts', { input_tokens: -1, output_tokens: 1.5, prompt_tokens: '7', completion_tokens: 1e300 }, null],
    ['null', null, null],
    ['a number', 7, null],
    ['an array', [1, 2], null],
  ])('%s', (_name, raw, expected) => {
    expect(readUsage(raw)).toEqual(expected);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        readUsage(raw);
        readUsage({ input_tokens: raw, tokens: raw, prompt_tokens_details: raw, service_tier: raw });
      }),
    );
  });
});

describe('mergeUsage', () => {
  it('takes the later count, and keeps what the later statement lacks', () => {
    const start = { ...none, inputTokens: 391, outputTokens: 8, cacheReadInputTokens: 5, serviceTier: 'standard' };
    const delta = { ...none, outputTokens: 64, inputTokens: 400 };
    expect(mergeUsage(start, delta)).toEqual({ ...start, inputTokens: 400, outputTokens: 64 });
  });

  it('lets a later zero count', () => {
    expect(mergeUsage({ ...none, outputTokens: 8 }, { ...none, outputTokens: 0 })?.outputTokens).toBe(0);
  });

  it('passes on the only one there is', () => {
    const one = { ...none, inputTokens: 1 };
    expect([mergeUsage(null, one), mergeUsage(one, null), mergeUsage(null, null)]).toEqual([one, one, null]);
  });
});
