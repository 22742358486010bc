import type { Usage } from './attempt.ts';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The first of the values that is a token count. */
function count(...values: unknown[]): number | null {
  return (values.find((value) => Number.isSafeInteger(value) && (value as number) >= 0) as number | undefined) ?? null;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? null : a + (b ?? 0);
}

/**
 * Token counts out of a provider's usage object: Anthropic's, OpenAI's (both APIs), Gemini's `usageMetadata`,
 * Bedrock's, Cohere's. Counts are as the provider states them: OpenAI's and Gemini's input includes what was read
 * from a cache, Anthropic's does not. Gemini counts thoughts apart; here they are output, as everywhere else.
 */
export function readUsage(raw: unknown): Usage | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const u = raw as Fields;
  const cohere = fieldsOf(u.tokens);
  const inputDetails = fieldsOf(u.input_tokens_details ?? u.prompt_tokens_details);
  const usage: Usage = {
    inputTokens: count(u.input_tokens, u.prompt_tokens, u.promptTokenCount, u.inputTokens, cohere.input_tokens),
    outputTokens:
      count(u.output_tokens, u.completion_tokens, u.outputTokens, cohere.output_tokens) ??
      sum(count(u.candidatesTokenCount), count(u.thoughtsTokenCount)),
    cacheCreationInputTokens: count(u.cache_creation_input_tokens, u.cacheWriteInputTokens),
    cacheReadInputTokens: count(
      u.cache_read_input_tokens,
      inputDetails.cached_tokens,
      u.cachedContentTokenCount,
      u.cacheReadInputTokens,
    ),
    serviceTier: typeof u.service_tier === 'string' ? u.service_tier.slice(0, 40) : null,
  };
  return Object.values(usage).some((value) => value !== null) ? usage : null;
}

/** A later statement over an earlier one: counts are cumulative, so the later wins wherever it says something. */
export function mergeUsage(earlier: Usage | null, later: Usage | null): Usage | null {
  if (earlier === null || later === null) return later ?? earlier;
  return {
    inputTokens: later.inputTokens ?? earlier.inputTokens,
    outputTokens: later.outputTokens ?? earlier.outputTokens,
    cacheCreationInputTokens: later.cacheCreationInputTokens ?? earlier.cacheCreationInputTokens,
    cacheReadInputTokens: later.cacheReadInputTokens ?? earlier.cacheReadInputTokens,
    serviceTier: later.serviceTier ?? earlier.serviceTier,
  };
}
