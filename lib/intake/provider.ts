/** What telemetry and model names call a provider, and the name of its upstream. The first match holds. */
const BY_NAME: readonly (readonly [provider: string, pattern: RegExp])[] = [
  ['bedrock', /bedrock/],
  ['vertex', /vertex|aiplatform/],
  ['azure', /azure/],
  ['openrouter', /openrouter/],
  ['anthropic', /anthropic|claude/],
  ['openai', /openai|^(?:gpt|chatgpt|o\d|text-embedding|davinci)\b/],
  ['gemini', /gemini|google|gcp\.gen_ai|generativelanguage/],
  ['mistral', /mistral/],
  ['cohere', /cohere|^command-/],
  ['groq', /groq/],
  ['deepseek', /deepseek/],
  ['xai', /\bx[._]?ai\b|grok/],
];

/** The provider that a name means: a host, a `gen_ai.provider.name`, a model; the name itself if it is none we know. */
export function providerNamed(name: string | null): string | null {
  if (!name) return null;
  const text = name.toLowerCase();
  return BY_NAME.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** Where its calls go, as far as there is one usual path. */
export function usualEndpoint(provider: string): string {
  return provider === 'anthropic' ? '/v1/messages' : '';
}
