import { TOGETHER_MAX, TOGETHER_PATHS, type TogetherAnswer } from '../../lib/api/together-shapes.ts';
import { fetchJson, toRequestError } from './api-client.ts';

interface Waiting {
  path: string;
  signal: AbortSignal;
  resolve: (body: unknown) => void;
  reject: (error: unknown) => void;
}

const isTogether = (path: string) => TOGETHER_PATHS.some((known) => path === known || path.startsWith(`${known}?`));

let waiting: Waiting[] = [];

/**
 * Fetches JSON from the dashboard's own API, as `fetchJson` does; what one turn of the page's code asks for goes in one
 * request, for each costs the browser and the server more than most answers do.
 * @throws RequestError as `fetchJson` does; the signal's reason once it is aborted
 */
export function fetchTogether<T>(path: string, signal: AbortSignal): Promise<T> {
  if (!isTogether(path)) return fetchJson<T>(path, { signal });
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) queueMicrotask(send);
    waiting.push({ path, signal, resolve: (body) => resolve(body as T), reject });
  });
}

function send(): void {
  const all = waiting;
  waiting = [];
  for (let start = 0; start < all.length; start += TOGETHER_MAX) void ask(all.slice(start, start + TOGETHER_MAX));
}

async function ask(asked: readonly Waiting[]): Promise<void> {
  const wanted = asked.filter(({ signal }) => !signal.aborted);
  for (const { signal, reject } of asked) if (signal.aborted) reject(signal.reason);
  const [first, ...others] = wanted;
  if (!first) return;
  if (others.length === 0)
    return void fetchJson(first.path, { signal: first.signal }).then(first.resolve, first.reject);
  try {
    const { answers } = await fetchJson<TogetherAnswer>('/api/together', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ paths: wanted.map(({ path }) => path) }),
      signal: whenAll(wanted),
    });
    for (const [index, { resolve, reject }] of wanted.entries()) {
      const { status, body } = answers[index] ?? { status: 0, body: null };
      if (status === 200) resolve(body);
      else reject(toRequestError(status, body));
    }
  } catch (error) {
    for (const { reject } of wanted) reject(error);
  }
}

/** Aborts once nobody wants an answer any more; who leaves before is told at once. */
function whenAll(wanted: readonly Waiting[]): AbortSignal {
  const controller = new AbortController();
  let left = wanted.length;
  for (const { signal, reject } of wanted)
    signal.addEventListener('abort', () => {
      reject(signal.reason);
      left -= 1;
      if (left === 0) controller.abort(signal.reason);
    });
  return controller.signal;
}
