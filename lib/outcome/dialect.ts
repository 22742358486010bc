/** The wire format a provider speaks: how its errors, streams and usage are written. */
export type DialectName = 'anthropic' | 'openai' | 'gemini' | 'generic';

const BY_PATH: readonly (readonly [DialectName, RegExp])[] = [
  ['anthropic', /\/v1\/(?:messages|complete)(?:\/|$)|\/publishers\/anthropic\/models\//],
  ['openai', /\/(?:chat\/completions|completions|responses|embeddings)(?:\/|$)/],
  ['gemini', /\/(?:models|tunedModels)\/[^/]+:[a-zA-Z]+$/],
];

const BY_HOST: readonly (readonly [DialectName, RegExp])[] = [
  ['anthropic', /(?:^|\.)(?:anthropic|claude)\.com$/],
  [
    'openai',
    /(?:^|\.)openai\.(?:com|azure\.com)$|^openrouter\.ai$|^api\.(?:groq\.com|deepseek\.com|x\.ai|mistral\.ai)$/,
  ],
  ['gemini', /(?:^|\.)(?:generativelanguage|[a-z0-9-]*aiplatform)\.googleapis\.com$/],
];

const BY_NAME: readonly (readonly [DialectName, RegExp])[] = [
  ['anthropic', /anthropic|claude/],
  ['openai', /openai|azure|openrouter|groq|deepseek|xai|mistral|together|fireworks|ollama|vllm/],
  ['gemini', /gemini|google|vertex/],
];

const match = (table: readonly (readonly [DialectName, RegExp])[], text: string): DialectName | undefined =>
  table.find(([, pattern]) => pattern.test(text))?.[0];

/**
 * The dialect of one exchange. The path decides before the host (a provider may serve another's format), the host
 * before the upstream's name. Never throws: an address that does not parse counts as no host.
 */
export function dialectFor(upstreamName: string, url: string, path: string): DialectName {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const bare = path.split(/[?#]/, 1)[0] ?? '';
  return match(BY_PATH, bare) ?? match(BY_HOST, host) ?? match(BY_NAME, upstreamName.toLowerCase()) ?? 'generic';
}

/** An error of Weir's own making. `type` is a word of Anthropic's: `api_error`, `timeout_error`, `not_found_error`, ... */
export interface OwnError {
  type: string;
  message: string;
}

/** Google's canonical code and status for a type of ours (https://cloud.google.com/apis/design/errors). */
const GEMINI_STATUS: Readonly<Record<string, readonly [number, string]>> = {
  invalid_request_error: [400, 'INVALID_ARGUMENT'],
  authentication_error: [401, 'UNAUTHENTICATED'],
  permission_error: [403, 'PERMISSION_DENIED'],
  not_found_error: [404, 'NOT_FOUND'],
  request_too_large: [413, 'INVALID_ARGUMENT'],
  rate_limit_error: [429, 'RESOURCE_EXHAUSTED'],
  api_error: [502, 'UNAVAILABLE'],
  overloaded_error: [503, 'UNAVAILABLE'],
  timeout_error: [504, 'DEADLINE_EXCEEDED'],
};

/** The JSON body of an error of Weir's own, in the shape the provider's clients expect. */
export function errorBody(dialect: DialectName, { type, message }: OwnError): string {
  if (dialect === 'anthropic') return JSON.stringify({ type: 'error', error: { type, message } });
  if (dialect === 'openai') return JSON.stringify({ error: { message, type, param: null, code: type } });
  if (dialect === 'gemini') {
    const [code, status] = (Object.hasOwn(GEMINI_STATUS, type) ? GEMINI_STATUS[type] : undefined) ?? [500, 'INTERNAL'];
    return JSON.stringify({ error: { code, message, status } });
  }
  return JSON.stringify({ error: { type, message } });
}
