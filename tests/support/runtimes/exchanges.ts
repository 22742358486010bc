// Runs in every runtime, bundled with nothing: no import but of types, and nothing newer than Node 18.

type Fetch = typeof fetch;
type Ask = (fetch: Fetch, init?: RequestInit) => Promise<Response>;

/** What the application saw of one exchange. */
export interface Seen {
  status?: number;
  type?: string | null;
  requestId?: string | null;
  /** The body's bytes as Latin-1: as JSON they stay what they were. */
  body?: string;
  error?: { name: string; message: string; code?: unknown };
}

const latin1 = (bytes: Uint8Array) => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
const utf8 = (text: string) => latin1(new TextEncoder().encode(text));

/** Reads on until `isEnough` has seen enough. */
async function readPieces(response: Response, seen: Seen, isEnough = (_body: string) => false): Promise<void> {
  seen.body = '';
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    seen.body += latin1(piece);
    if (isEnough(seen.body)) break;
  }
}

/** All that a stream has which then hangs, in whatever pieces it came. */
const hasThreeDeltas = (body: string) => body.split('event: content_block_delta').length > 3 && body.endsWith('\n\n');

async function readDecoded(response: Response, seen: Seen): Promise<void> {
  const decoded = (response.body as ReadableStream<Uint8Array>).pipeThrough(
    new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>,
  );
  const reader = decoded.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  seen.body = utf8(text);
}

type Way = (ask: Ask, fetch: Fetch, seen: Seen) => Promise<void>;

/** Takes the head of the answer in, then what the way makes of the body. */
const reading =
  (read: (response: Response, seen: Seen) => unknown, init?: () => RequestInit): Way =>
  async (ask, fetch, seen) => {
    const response = await ask(fetch, init?.());
    seen.status = response.status;
    seen.type = response.headers.get('content-type');
    seen.requestId = response.headers.get('request-id');
    if (!(response instanceof Response)) throw new Error('no Response came');
    await read(response, seen);
  };

/** One exchange each, by the name of the model that it asks for. */
const WAYS: Record<string, Way> = {
  json: reading(async (response, seen) => {
    seen.body = utf8(JSON.stringify(await response.json()));
  }),
  text: reading(async (response, seen) => {
    seen.body = utf8(await response.text());
  }),
  bytes: reading(async (response, seen) => {
    seen.body = latin1(new Uint8Array(await response.arrayBuffer()));
  }),
  copied: reading(async (response, seen) => {
    const [copy, own] = await Promise.all([response.clone().text(), response.text()]);
    if (copy !== own) throw new Error('the copy differs');
    seen.body = utf8(own);
  }),
  stream: reading((response, seen) => readPieces(response, seen)),
  decoded: reading(readDecoded),
  passed: reading(async (response, seen) => {
    seen.body = utf8(await new Response(response.body).text());
  }),
  midstream: reading((response, seen) => readPieces(response, seen)),
  limited: reading(async (response, seen) => {
    seen.body = utf8(await response.text());
  }),
  unread: reading((response) => response.body?.cancel()),
  cut: reading((response, seen) => readPieces(response, seen)),
  left: reading((response, seen) => readPieces(response, seen, hasThreeDeltas)),
  async aborted(ask, fetch, seen) {
    const abort = new AbortController();
    const response = await ask(fetch, { signal: abort.signal });
    seen.status = response.status;
    await readPieces(response, seen, (body) => {
      if (hasThreeDeltas(body)) abort.abort();
      return false;
    });
  },
  late: reading(
    (response) => response.text(),
    () => ({ signal: AbortSignal.timeout(100) }),
  ),
};

/**
 * Makes every exchange, one after the other.
 * @param gone an address at which nobody answers
 */
export async function exchangeAll(fetch: Fetch, url: string, gone: string): Promise<Record<string, Seen>> {
  const all: Record<string, Seen> = {};
  const ask =
    (model: string, host: string): Ask =>
    (own, init) =>
      own(`${host}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, max_tokens: 64, stream: !/^(json|text|bytes|copied|gone)$/.test(model) }),
        ...init,
      });
  const attempt = async (model: string, way: Way, host = url) => {
    const seen: Seen = {};
    all[model] = seen;
    try {
      await way(ask(model, host), fetch, seen);
    } catch (error) {
      const { name, message, code } = error as Error & { code?: unknown };
      seen.error = { name, message, code };
    }
  };
  for (const [model, way] of Object.entries(WAYS)) await attempt(model, way);
  await attempt(
    'gone',
    reading(() => undefined),
    gone,
  );
  return all;
}
