import type { ReportedAttempt } from './package/index.d.ts';

/** What `fetch` is called with, in any of its forms. */
export interface FetchInit {
  method?: string | undefined;
  headers?: unknown;
  body?: unknown;
  signal?: AbortSignal | null | undefined;
}

/** What one request tells of itself. Nothing of its body but the model's name, and that a stream is wanted. */
export interface RequestFacts extends Pick<ReportedAttempt, 'endpoint' | 'client' | 'clientVersion'> {
  provider: string;
  model: string | null;
  stream: boolean;
  /** The client's own count; `null`: it sends none. */
  retryCount: number | null;
  /** The client's own time limit; 0: not known. */
  timeoutMs: number;
  signal: AbortSignal | null | undefined;
  /** The same for the same request sent again. */
  key: string;
}

/** Bodies are looked at from both ends only: however long they are, it costs next to nothing. */
const END_CHARS = 4096;
const SAMPLES = 4096;

/** A hash of a body (FNV-1a), of long ones by samples: retries are told by it, and nothing else. */
function hashOf(body: string): number {
  let hash = 0x811c9dc5;
  const step = Math.max(1, Math.floor(body.length / SAMPLES));
  for (let i = 0; i < body.length; i += step) hash = Math.imul(hash ^ body.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** `api.anthropic.com` as `anthropic`; a host without such a name is told by the path. */
function providerOf({ hostname, pathname }: URL): string {
  const name = /([a-z][\w-]*)\.[a-z]+$/.exec(hostname)?.[1];
  if (name) return name === 'googleapis' ? 'gemini' : name;
  return pathname.includes('/v1/messages')
    ? 'anthropic'
    : /(completions|responses)$/.test(pathname)
      ? 'openai'
      : hostname;
}

/**
 * Reads what `fetch(input, init)` is about to send.
 * @throws whatever an address or headers that are none make `URL` and `Headers` throw
 */
export function readRequest(input: unknown, init: FetchInit = {}): RequestFacts {
  const request = (typeof input === 'object' && input !== null && 'url' in input ? input : {}) as FetchInit & {
    url?: string;
  };
  const url = new URL(request.url ?? String(input), globalThis.location?.href);
  const headers = new Headers((init.headers ?? request.headers ?? {}) as HeadersInit);
  const body = typeof init.body === 'string' ? init.body : '';
  const ends = body.slice(0, END_CHARS) + body.slice(END_CHARS).slice(-END_CHARS);
  const retryCount = headers.get('x-stainless-retry-count');
  const [, sdk, sdkVersion] = /(Anthropic|OpenAI)\/JS (\S+)/.exec(headers.get('user-agent') ?? '') ?? [];
  return {
    provider: providerOf(url),
    endpoint: url.pathname,
    model: /"model"\s*:\s*"([^"\\]+)"/.exec(ends)?.[1] ?? null,
    stream: /"stream"\s*:\s*true/.test(ends),
    client: sdk && `${sdk.toLowerCase()}-typescript`,
    clientVersion: sdkVersion,
    retryCount: retryCount && Number(retryCount) >= 0 ? Number(retryCount) : null,
    timeoutMs: Number(headers.get('x-stainless-timeout')) * 1000,
    signal: init.signal ?? request.signal,
    key: `${url.href} ${body.length} ${hashOf(body)}`,
  };
}
