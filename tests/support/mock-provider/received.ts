import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from './clock.ts';

/** What one request looked like from the provider's side, and what became of it. Filled in as things happen. */
export interface ReceivedRequest {
  /** From 1, in the order in which heads arrived. */
  n: number;
  method: string;
  /** As on the wire: path and query, or whatever else the client sent. */
  target: string;
  /** Without the query. */
  path: string;
  httpVersion: string;
  /** Name, value, name, value, in order and spelling of the wire. */
  rawHeaders: string[];
  /** The first value of a header, whatever its spelling. */
  header(name: string): string | undefined;
  /** Every value of a header, in order. */
  headerValues(name: string): string[];
  /** The body, or its first part when it is longer than the provider keeps. */
  body: Buffer;
  bodyBytes: number;
  /** Of the whole body; `null` until it is complete. */
  bodySha256: string | null;
  bodyComplete: boolean;
  /** The body as JSON; `null` when it is none. */
  json(): unknown;
  /** `model` of a JSON body. */
  readonly model: string | null;
  startedAtMs: number;
  bodyEndedAtMs: number | null;
  /** When the head of the answer was sent. */
  answeredAtMs: number | null;
  endedAtMs: number | null;
  /** Status that was sent; `null`: none yet, or raw bytes. */
  status: number | null;
  /** Bytes of the answer's body that the kernel has taken. */
  responseBytes: number;
  /** The client closed before the answer was over. */
  clientGone: boolean;
  /** Starts reading the body; resolves when it is complete or the client has left. */
  readonly complete: Promise<ReceivedRequest>;
  /** Resolves when the exchange is over, however it ended. */
  readonly ended: Promise<ReceivedRequest>;
}

/** The provider's own grip on a received request. */
export interface OpenExchange {
  received: ReceivedRequest;
  end(): void;
}

export function receive(
  request: IncomingMessage,
  options: { n: number; clock: Clock; keepBodyBytes: number; changed: () => void; beforeBody: () => void },
): OpenExchange {
  const { clock, keepBodyBytes, changed } = options;
  const kept: Buffer[] = [];
  const hash = createHash('sha256');
  const ended = Promise.withResolvers<ReceivedRequest>();
  let reading: Promise<ReceivedRequest> | null = null;
  const target = request.url ?? '';

  const readBody = () =>
    new Promise<ReceivedRequest>((resolve) => {
      let room = keepBodyBytes;
      options.beforeBody();
      request.on('data', (chunk: Buffer) => {
        received.bodyBytes += chunk.length;
        hash.update(chunk);
        if (room > 0) kept.push(chunk.subarray(0, room));
        room -= chunk.length;
        changed();
      });
      request.on('end', () => {
        received.body = Buffer.concat(kept);
        received.bodySha256 = hash.digest('hex');
        received.bodyComplete = true;
        received.bodyEndedAtMs = clock.now();
        changed();
        resolve(received);
      });
      request.on('error', () => resolve(received));
      request.on('close', () => resolve(received));
    });

  const received: ReceivedRequest = {
    n: options.n,
    method: request.method ?? '',
    target,
    path: target.split('?', 1)[0] ?? '',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    header: (name) => received.headerValues(name)[0],
    headerValues: (name) =>
      request.rawHeaders.filter(
        (_, i) => i % 2 === 1 && request.rawHeaders[i - 1]?.toLowerCase() === name.toLowerCase(),
      ),
    body: Buffer.alloc(0),
    bodyBytes: 0,
    bodySha256: null,
    bodyComplete: false,
    json: () => parseJson(received.body),
    get model() {
      const body = received.json();
      const model = body !== null && typeof body === 'object' && 'model' in body ? body.model : null;
      return typeof model === 'string' ? model : null;
    },
    startedAtMs: clock.now(),
    bodyEndedAtMs: null,
    answeredAtMs: null,
    endedAtMs: null,
    status: null,
    responseBytes: 0,
    clientGone: false,
    get complete() {
      reading ??= readBody();
      return reading;
    },
    ended: ended.promise,
  };

  return {
    received,
    end: () => {
      received.endedAtMs = clock.now();
      ended.resolve(received);
    },
  };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
