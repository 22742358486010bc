import type { ClientFacts } from './attempt.ts';
import { type HeaderRecord, headerLabel, headerValue } from './headers.ts';

const SDK_LANGUAGES = new Map([
  ['js', 'typescript'],
  ['python', 'python'],
  ['go', 'go'],
  ['java', 'java'],
  ['kotlin', 'java'],
  ['ruby', 'ruby'],
  ['c#', 'csharp'],
  ['csharp', 'csharp'],
  ['php', 'php'],
]);

/** First match wins; the version, where there is one, is the first group. */
const AGENTS: readonly (readonly [string, RegExp])[] = [
  ['claude-code', /^claude-(?:cli|code)\/(\S+)/],
  ['vercel-ai-sdk', /^ai(?:-sdk)?\/(?:[a-z-]+\/)?(\d\S*)/],
  ['litellm', /^litellm\/(\S+)/],
  ['google-genai', /google-genai-sdk\/(\S+)/],
  ['aws-sdk', /^(?:aws-sdk-[a-z0-9-]+|Boto3)\/(\S+)/],
  ['curl', /^curl\/(\S+)/],
  ['wget', /^Wget\/(\S+)/],
  ['python-requests', /^python-requests\/(\S+)/],
  ['httpx', /^python-httpx\/(\S+)/],
  ['aiohttp', /aiohttp\/(\S+)/],
  ['urllib', /^(?:python-urllib3?|Python-urllib)\/(\S+)/],
  ['axios', /^axios\/(\S+)/],
  ['got', /^got(?:\/(\S+)| \()/],
  ['node-fetch', /^node-fetch(?:\/(\S+))?/],
  ['undici', /^undici(?:\/(\S+))?$/],
  ['node', /^node(?:\.js)?(?:\/(\S+))?$/],
  ['bun', /^Bun\/(\S+)/],
  ['deno', /^Deno\/(\S+)/],
  ['go-http-client', /^Go-http-client\/(\S+)/],
  ['java-http-client', /^Java-http-client\/(\S+)/],
  ['okhttp', /^okhttp\/(\S+)/],
  ['faraday', /^Faraday v?(\S+)/],
  ['ruby', /^Ruby(?:\/(\S+))?$/],
  ['reqwest', /^reqwest\/(\S+)/],
  ['postman', /^PostmanRuntime\/(\S+)/],
  ['insomnia', /^insomnia\/(\S+)/],
  ['k6', /^(?:Grafana )?k6\/(\S+)/],
  ['browser', /^Mozilla\/5\.0/],
];

function version(text: string | null | undefined): string | null {
  return /^v?(\d[\w.+-]{0,39})/.exec(text ?? '')?.[1] ?? null;
}

/** The SDKs that Stainless generates: `Anthropic/JS 1.12.0`, `AsyncOpenAI/Python 2.1.0`. */
function sdk(agent: string, headers: HeaderRecord): { client: string; clientVersion: string | null } | null {
  const found = /^(?:Async)?(?:Azure)?(Anthropic|OpenAI)[A-Za-z]{0,20}\/([A-Za-z#]{2,10}) (\S+)/.exec(agent);
  const language = SDK_LANGUAGES.get((found?.[2] ?? headerValue(headers, 'x-stainless-lang') ?? '').toLowerCase());
  if (!language) return null;
  // A browser keeps its own user agent; then only the Stainless headers tell.
  const anthropic = found ? found[1] === 'Anthropic' : headerValue(headers, 'anthropic-version') !== null;
  const stated = found?.[3] ?? headerValue(headers, 'x-stainless-package-version');
  return { client: `${anthropic ? 'anthropic' : 'openai'}-${language}`, clientVersion: version(stated) };
}

function family(agent: string, headers: HeaderRecord): { client: string | null; clientVersion: string | null } {
  const known = AGENTS.find(([, pattern]) => pattern.test(agent));
  // Claude Code and some frameworks use an SDK underneath: what names itself first is the client.
  if (known && known[0] !== 'browser') return { client: known[0], clientVersion: version(known[1].exec(agent)?.[1]) };
  return sdk(agent, headers) ?? { client: known?.[0] ?? null, clientVersion: null };
}

function wholeNumber(text: string | null, max: number): number | null {
  return text !== null && /^\d{1,9}$/.test(text) && Number(text) <= max ? Number(text) : null;
}

function secondsToMs(text: string | null): number | null {
  if (text === null || !/^\d{1,7}(?:\.\d{1,9})?$/.test(text)) return null;
  const ms = Math.round(Number(text) * 1000);
  return ms > 0 ? ms : null;
}

/** What the request's headers tell of the client. Everything is bounded; nothing that is not understood is kept. */
export function readClient(headers: HeaderRecord): ClientFacts {
  const userAgent =
    headerValue(headers, 'user-agent')
      ?.replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 300) ?? null;
  return {
    ...family(userAgent ?? '', headers),
    userAgent,
    sessionId: headerLabel(headers, 'x-claude-code-session-id', 128),
    retryCount: wholeNumber(headerValue(headers, 'x-stainless-retry-count'), 10_000),
    timeoutMs: secondsToMs(
      headerValue(headers, 'x-stainless-timeout') ?? headerValue(headers, 'x-stainless-read-timeout'),
    ),
  };
}
