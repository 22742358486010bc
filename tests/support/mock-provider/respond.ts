import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer, Body, HeaderPairs, Step, Steps } from './answer.ts';
import type { Clock } from './clock.ts';
import { encodeWhole, pieceEncoder } from './encode.ts';
import type { ReceivedRequest } from './received.ts';

export interface Exchange {
  response: ServerResponse;
  socket: Socket;
  received: ReceivedRequest;
  clock: Clock;
  /** Aborts when the exchange is over: the client left, or the provider closes. */
  signal: AbortSignal;
  /** Says that the end of the connection is our doing. */
  closing(): void;
  changed(): void;
}

type Write = (bytes: string | Uint8Array) => Promise<void>;

/** Carries out an answer. Resolves when it is sent, or when nobody is there to read the rest. */
export async function respond(answer: Answer, exchange: Exchange): Promise<void> {
  const { response, socket, received, clock, signal } = exchange;
  if (answer.readBodyWhen) await settledOrAborted(answer.readBodyWhen, signal);
  if (answer.early) void received.complete;
  else await received.complete;
  await clock.sleep(answer.headDelayMs ?? 0, signal);
  if (signal.aborted) return;
  if (answer.raw !== undefined) {
    await sendSteps(stepsOf(answer.raw), answer, exchange, writeTo(socket));
    return finish(answer.ending === 'clean' ? 'fin' : (answer.ending ?? 'fin'), answer, exchange);
  }

  const pieces = await encodedPieces(answer);
  for (const { status, headers } of answer.informational ?? []) await writeTo(socket)(informational(status, headers));
  if (answer.framing === 'close') response.useChunkedEncodingByDefault = false;
  response.writeHead(answer.status ?? 200, answer.statusText, headOf(answer, pieces).flat());
  response.flushHeaders();
  received.status = answer.status ?? 200;
  received.answeredAtMs = clock.now();
  exchange.changed();

  await clock.sleep(answer.firstByteDelayMs ?? 0, signal);
  await sendSteps(pieces.steps, answer, exchange, writeTo(response));
  if (!signal.aborted) await finish(answer.ending ?? 'clean', answer, exchange);
}

function headOf(answer: Answer, pieces: Pieces): HeaderPairs {
  const given: HeaderPairs = Array.isArray(answer.headers) ? answer.headers : Object.entries(answer.headers ?? {});
  const has = (name: string) => given.some(([key]) => key.toLowerCase() === name);
  const head: HeaderPairs = [...given];
  if (answer.encoding && !has('content-encoding')) head.push(['content-encoding', answer.encoding]);
  const framing = answer.framing ?? (pieces.bytes === null ? 'chunked' : 'length');
  const length = answer.contentLength ?? (framing === 'length' ? pieces.bytes : null);
  if (framing === 'close') head.push(['connection', 'close']);
  else if (length !== null && !has('content-length')) head.push(['content-length', String(length)]);
  else if (framing === 'chunked' && !has('transfer-encoding')) head.push(['transfer-encoding', 'chunked']);
  return head;
}

interface Pieces {
  steps: Steps;
  /** Length of a body that is in one piece. */
  bytes: number | null;
}

async function encodedPieces(answer: Answer): Promise<Pieces> {
  const { encoding } = answer;
  // No body and no proper end: one was under way, so it must not be declared to be empty.
  const body = answer.body ?? (answer.ending && answer.ending !== 'clean' ? [] : '');
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = encoding ? await encodeWhole(encoding, body) : Buffer.from(body);
    return { steps: bytes.length > 0 ? [bytes] : [], bytes: bytes.length };
  }
  return { steps: encoding ? encodedSteps(stepsOf(body), encoding) : stepsOf(body), bytes: null };
}

async function* encodedSteps(steps: Steps, encoding: NonNullable<Answer['encoding']>): AsyncGenerator<Step> {
  const encoder = pieceEncoder(encoding);
  for await (const step of steps) yield isBytes(step) ? await encoder.push(step) : step;
  yield await encoder.end();
}

async function sendSteps(steps: Steps, answer: Answer, exchange: Exchange, write: Write): Promise<void> {
  const { clock, signal, received } = exchange;
  let sent = 0;
  for await (const step of steps) {
    if (signal.aborted) return;
    if (!isBytes(step)) {
      await ('waitMs' in step ? clock.sleep(step.waitMs, signal) : settledOrAborted(step.until, signal));
      continue;
    }
    if (sent++ > 0) await clock.sleep(answer.betweenMs ?? 0, signal);
    if (signal.aborted) return;
    // Each piece waits for the kernel, which keeps pieces apart and lets a slow reader hold us back.
    await settledOrAborted(write(step), signal);
    if (signal.aborted) return;
    received.responseBytes += Buffer.byteLength(step);
    exchange.changed();
  }
}

async function finish(ending: NonNullable<Answer['ending']>, answer: Answer, exchange: Exchange): Promise<void> {
  const { response, socket, signal } = exchange;
  if (ending === 'hang') return settledOrAborted(new Promise(() => {}), signal);
  if (ending === 'clean') {
    if (answer.trailers) response.addTrailers(answer.trailers);
    response.end();
    if (answer.trailingJunk === undefined) return;
  }
  exchange.closing();
  if (answer.trailingJunk !== undefined) socket.write(answer.trailingJunk);
  if (ending === 'reset') socket.resetAndDestroy();
  else socket.end();
}

function writeTo(stream: ServerResponse | Socket): Write {
  return (bytes) => new Promise((resolve) => stream.write(bytes, () => resolve()));
}

function stepsOf(body: Body): Steps {
  if (typeof body === 'function') return body();
  return isBytes(body) ? [body] : body;
}

function isBytes(value: Step | Step[]): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array;
}

function informational(status: number, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Informational\r\n${lines.join('')}\r\n`;
}

async function settledOrAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const abort = () => aborted.resolve();
  signal.addEventListener('abort', abort);
  await Promise.race([promise.catch(() => {}), aborted.promise]);
  signal.removeEventListener('abort', abort);
}
