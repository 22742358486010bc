import { readHint } from '../scheduler/retry-after.ts';
import { realTimer, sleep, type Timer } from '../scheduler/sleep.ts';

/** The world as the poller sees it; injected, so that tests hold the clock. */
export interface StatusDeps {
  fetch: typeof globalThis.fetch;
  timer: Timer;
  nowMs: () => number;
  random: () => number;
}

export const REAL_STATUS_DEPS: StatusDeps = {
  fetch: (...request) => globalThis.fetch(...request),
  timer: realTimer,
  nowMs: Date.now,
  random: Math.random,
};

export interface ConditionalRequest {
  url: string;
  /** Of the answer that is at hand; `null`: none. */
  etag: string | null;
  timeoutMs: number;
  maxBytes: number;
  signal: AbortSignal;
}

/** `failed`: `problem` in words that follow the address, such as `answers 403`. */
export type ConditionalAnswer =
  | { kind: 'body'; text: string; etag: string | null }
  | { kind: 'unchanged' }
  | { kind: 'failed'; problem: string; status: number | null; retryAfterMs: number | null };

const USER_AGENT = 'weir-status-poller/1';
const ETAG_MAX = 200;

/**
 * Gets a text, unless it is still the one with `etag`. Reads no more than `maxBytes` (unpacked), and takes no longer than
 * `timeoutMs` in all. Never throws, but for an abort of `signal`.
 */
export async function conditionalGet(request: ConditionalRequest, deps: StatusDeps): Promise<ConditionalAnswer> {
  const { signal, timeoutMs } = request;
  const stop = new AbortController();
  const giveUp = deps.timer.set(() => stop.abort(new TimeLimit()), timeoutMs);
  try {
    return await exchange(request, deps, AbortSignal.any([signal, stop.signal]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const late = stop.signal.reason instanceof TimeLimit;
    const problem = late ? `does not answer within ${Math.round(timeoutMs / 1000)} s` : networkProblem(error);
    return { kind: 'failed', problem, status: null, retryAfterMs: null };
  } finally {
    deps.timer.clear(giveUp);
    // Lets go of a body that was not read to its end.
    stop.abort();
  }
}

class TimeLimit extends Error {}

async function exchange(
  { url, etag, maxBytes }: ConditionalRequest,
  { fetch, nowMs }: StatusDeps,
  signal: AbortSignal,
): Promise<ConditionalAnswer> {
  const headers: Record<string, string> = {
    'user-agent': USER_AGENT,
    accept: 'application/json, application/atom+xml',
  };
  if (etag !== null) headers['if-none-match'] = etag;
  const response = await fetch(url, { headers, signal, credentials: 'omit', cache: 'no-store' });
  const { status } = response;
  if (status === 304 && etag !== null) return { kind: 'unchanged' };
  if (status !== 200) {
    const hint = readHint((name) => response.headers.get(name), nowMs());
    const retryAfterMs = hint.kind === 'wait' ? hint.waitMs : null;
    return { kind: 'failed', problem: `answers ${status}`, status, retryAfterMs };
  }
  const text = await boundedText(response, maxBytes);
  if (text === null)
    return { kind: 'failed', problem: `answers with more than ${megabytes(maxBytes)} MB`, status, retryAfterMs: null };
  const sent = response.headers.get('etag');
  return { kind: 'body', text, etag: sent !== null && sent.length <= ETAG_MAX ? sent : null };
}

/** The body as text; `null` as soon as it turns out to be too large. */
async function boundedText(response: Response, maxBytes: number): Promise<string | null> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes || !response.body)
    return response.body ? null : '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const megabytes = (bytes: number): number => Math.max(1, Math.round(bytes / 1024 ** 2));

/** Network errors by their code alone: their messages can hold anything. */
function networkProblem(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? `cannot be reached (${code})` : 'cannot be reached';
}

/** Waits, unless `signal` aborts first. Out: whether it was waited to the end. */
export async function pause(ms: number, deps: StatusDeps, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, signal, deps.timer).then(
    () => true,
    () => false,
  );
}
