import { type Answer, parsed, takeDocument } from './answer.ts';
import type { Calls, FailedAttempt } from './calls.ts';
import type { ReportedAttempt } from './package/index.d.ts';
import type { RequestFacts } from './request.ts';
import { MAX_CHARS, type StreamReader, startStreamReader } from './stream-reader.ts';
import { newId, toWire, type WireAttempt } from './wire.ts';

/** What an exchange needs of its reporter. */
export interface ExchangeHost {
  calls: Calls;
  app: string | null | undefined;
  provider: string | null | undefined;
  send(record: WireAttempt): void;
}

/** How a body ended: whole as far as the transport knows, left by the application, or with an error. */
export type BodyEnd = 'complete' | 'left' | { error: unknown };

/** One way in which a response is read: itself, or a copy. What the first to be read to its end saw is what counts. */
export interface Reading {
  /** A piece of the body, before it is handed on. */
  write(chunk: Uint8Array): void;
  /** The body as the application got it, whole: text or bytes, or the document that it parsed to. */
  takeBody(body: unknown, isDocument: boolean): void;
  end(how: BodyEnd): void;
}

/** One request and what becomes of it; told once, however often its end is seen. */
export interface Exchange {
  /** The head has come. */
  begin(response: Response): void;
  /** No answer came, but this. `timedOut`: an abort can only have been the client's own time limit. */
  fail(error: unknown, timedOut: boolean): void;
  open(): Reading;
  readonly hasErrorStatus: boolean;
}

/** After these a client may well try again by itself. */
const isTriedAgain = (status: number) => status >= 500 || [408, 409, 429].includes(status);

interface TransportError {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: TransportError;
}

export function startExchange({ calls, app, provider, send }: ExchangeHost, facts: RequestFacts): Exchange {
  const { key, signal, timeoutMs, model, stream } = facts;
  const startedAt = Date.now();
  const startedMs = performance.now();
  const id = newId();
  const before = calls.take(key, facts.retryCount, startedMs);
  const callId = before?.callId ?? id;
  const retryCount = facts.retryCount ?? (before ? before.retryCount + 1 : 0);
  let head: Partial<ReportedAttempt> = {};
  let status = 0;
  let isStream = false;
  let isText = false;
  let readings = 0;
  let failure: FailedAttempt | undefined;
  let isOver = false;

  const remember = () => {
    failure ??= calls.remember(key, { callId, retryCount, atMs: performance.now() });
  };

  /** What only this side can know: of an end that was not the provider's doing. */
  const judge = (
    error: unknown,
    broken: 'truncated' | 'network_error',
    timedOut?: boolean,
  ): Partial<ReportedAttempt> => {
    const { name, code, message, cause } = (error ?? {}) as TransportError;
    const known = [cause?.code, code, name].find((word) => typeof word === 'string' && !/^(Type)?Error$/.test(word));
    const isTimeout = (timedOut && signal?.aborted) || /timed?_?out/i.test(`${known} ${signal?.reason?.name}`);
    if (!isTimeout && (signal?.aborted || name === 'AbortError')) return { outcome: 'cancelled' };
    return {
      outcome: isTimeout ? 'timeout' : broken,
      errorType: error ? `${known ?? 'network_error'}` : null,
      errorMessage: `${cause?.message ?? message ?? ''}`,
    };
  };

  const close = (found: Partial<ReportedAttempt>, answer: Answer = {}, reader?: StreamReader | null) => {
    if (isOver) return;
    isOver = true;
    const failed = answer.failed || status >= 400 || (found.outcome && found.outcome !== 'cancelled');
    if (failed && (status < 400 || isTriedAgain(status))) remember();
    const streamed = stream || isStream;
    const contentAtMs = reader?.contentAtMs() ?? null;
    const record = toWire({
      ...facts,
      app,
      ...found,
      ...answer,
      model: answer.model ?? model,
      ...head,
      requestId: head.requestId ?? answer.requestId,
      id,
      callId,
      retryCount,
      startedAt,
      durationMs: performance.now() - startedMs,
      provider: provider ?? facts.provider,
      stream: streamed,
      phase: failed && streamed ? (status < 400 && reader?.hasBegun() ? 'mid_stream' : 'before_content') : null,
      ttftMs: contentAtMs && contentAtMs - startedMs,
    });
    if (failure) failure.record = record;
    send(record);
  };

  const open = (): Reading => {
    const answer: Answer = {};
    const decoder = new TextDecoder();
    const reader = isStream ? startStreamReader(answer) : null;
    let text = '';
    let document: unknown;
    readings++;
    const write = (chunk: Uint8Array) => {
      if (reader) reader.write(chunk, performance.now());
      else if (isText && text.length < MAX_CHARS) text += decoder.decode(chunk, { stream: true });
    };
    return {
      write,
      takeBody(body, isDocument) {
        if (isDocument) document = body;
        else if (typeof body !== 'string') write(new Uint8Array(body as ArrayBuffer));
        else if (reader) write(new TextEncoder().encode(body));
        else if (isText) text = body;
      },
      end(how) {
        const isLeft = how === 'left';
        if (isOver || (isLeft && --readings > 0)) return;
        let isWhole = how === 'complete';
        if (reader) isWhole = reader.end(isWhole, model !== null);
        else {
          document ??= text && text.length < MAX_CHARS ? parsed(text) : null;
          takeDocument(answer, document, null, status >= 400 || null);
          if (document) isWhole ||= isLeft;
          // An object that stops before its last bracket, though the connection ended in good order.
          else if (text && text.length < MAX_CHARS) {
            if (/^\s*[{[]/.test(text)) isWhole = false;
            // Errors from in front of the provider are no JSON.
            else if (status >= 400 && text[0] !== '<') answer.errorMessage = text;
          }
        }
        const found: Partial<ReportedAttempt> =
          answer.failed || status >= 400 || isWhole
            ? {}
            : isLeft
              ? { outcome: 'cancelled' }
              : judge(how === 'complete' ? null : how.error, 'truncated');
        close(found, answer, reader);
      },
    };
  };

  return {
    open,
    get hasErrorStatus() {
      return status >= 400;
    },
    begin(response) {
      status = response.status;
      const header = (name: string) => response.headers.get(name);
      const type = header('content-type') ?? '';
      isStream = type ? /^text\/event-stream\b/i.test(type) : stream && status < 300;
      isText = status >= 400 || /^application\/([\w.-]+\+)?json\b(?!-)/i.test(type);
      head = { status: status || null, requestId: header('request-id') ?? header('x-request-id') };
      if (status < 400) return;
      const [waitMs, waitS] = [header('retry-after-ms'), header('retry-after')];
      if (waitMs || waitS) head.retryAfterMs = waitMs ? Number(waitMs) : Number(waitS) * 1000;
      if (isTriedAgain(status)) remember();
    },
    fail(error, timedOut) {
      // The SDKs' time limit is an abort like any other; they say how long it is.
      const isLate = timeoutMs > 0 && performance.now() - startedMs >= timeoutMs;
      close(judge(error, 'network_error', timedOut || isLate));
    },
  };
}
