import type { Random } from './random.ts';
import type { ReceivedRequest } from './received.ts';

/** One thing done while a body is sent: bytes (written by themselves), a silence, or a silence until a promise settles. */
export type Step = string | Uint8Array | { waitMs: number } | { until: Promise<unknown> };

export type Steps = Iterable<Step> | AsyncIterable<Step>;

/** A body in one piece, in steps, or steps made anew for each request (for bodies too large to hold). */
export type Body = string | Uint8Array | Step[] | (() => Steps);

export type HeaderPairs = [name: string, value: string][];

export const CONTENT_ENCODINGS = ['gzip', 'br', 'deflate', 'zstd'] as const;
export type ContentEncoding = (typeof CONTENT_ENCODINGS)[number];

/**
 * How a response ends. `clean`: as HTTP wants it. `fin`: the connection is closed without HTTP's own end.
 * `reset`: a TCP reset. `hang`: not at all, until the client leaves.
 */
export type Ending = 'clean' | 'fin' | 'reset' | 'hang';

/** What one request is answered with. Only what is given differs from a plain, immediate 200. */
export interface Answer {
  /** 200 unless given. */
  status?: number;
  statusText?: string;
  /** Sent in this order and in this spelling; a list of pairs can repeat a name. */
  headers?: Record<string, string> | HeaderPairs;
  body?: Body;
  /** Compresses the body and says so; in steps, each step is flushed. */
  encoding?: ContentEncoding;
  /** `length` for a body in one piece, `chunked` for steps, unless given. `close`: the end of the connection ends the body. */
  framing?: 'length' | 'chunked' | 'close';
  /** The length to declare; more than the body has makes a short body. */
  contentLength?: number;
  trailers?: HeaderPairs;
  /** Sent before the answer, each by itself, such as 103. */
  informational?: { status: number; headers: Record<string, string> }[];
  /** From the decision to the head. */
  headDelayMs?: number;
  /** From the head to the first byte of the body. */
  firstByteDelayMs?: number;
  /** Between any two steps that are bytes. */
  betweenMs?: number;
  /** `clean` unless given. */
  ending?: Ending;
  /** Bytes after the end of the response, on the same connection, which is then closed. */
  trailingJunk?: string | Uint8Array;
  /** Answers as soon as the request's head is there, whatever of its body is still to come. */
  early?: boolean;
  /** The request's body is not read before this settles. */
  readBodyWhen?: Promise<unknown>;
  /** In place of all the above: these bytes as they are on the connection, without any HTTP of ours, then `ending` (`clean` meaning `fin`). */
  raw?: Body;
}

/** What a scenario can base its answer on, besides the request. */
export interface ScenarioContext {
  /** Id for the `request-id` header and the body of an error. */
  requestId: string;
  /** Epoch milliseconds on the provider's clock. */
  nowMs: number;
  /** Milliseconds since the provider started, or since the current cycle began. */
  elapsedMs: number;
  /** Seeded: the same seed and the same order of requests give the same answers. */
  random: Random;
}

/** Decides on one request; `null` leaves it to whoever is asked next. Asked when the head is there: await `request.complete` for the body. */
export type Scenario = (request: ReceivedRequest, context: ScenarioContext) => Answer | null | Promise<Answer | null>;

/** Something that can answer a request. */
export type Reply = Answer | Scenario;

export async function resolveReply(
  reply: Reply,
  request: ReceivedRequest,
  context: ScenarioContext,
): Promise<Answer | null> {
  return typeof reply === 'function' ? reply(request, context) : reply;
}
