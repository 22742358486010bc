import { classifyError } from './classify.ts';
import { EventStream } from './event-stream.ts';
import type { Decision, ExchangeEnd, ExchangeOptions, ExchangeReader, ExchangeResult } from './exchange-types.ts';
import { geminiWaitMs } from './gemini-quota.ts';
import { type HeaderRecord, headerLabel, headerValue } from './headers.ts';
import { readLimits, waitForLimitsMs } from './limits.ts';
import { safeLabel, safeMessage } from './message-text.ts';
import { ResponseDocument, type StatedError } from './response-document.ts';
import { readRetryAfterMs } from './retry-after.ts';
import { TextHead } from './text-head.ts';
import type { Outcome, Phase } from './vocabulary.ts';

export type { Decision, ExchangeEnd, ExchangeOptions, ExchangeReader, ExchangeResult } from './exchange-types.ts';

/** A first event longer than this is let through unseen: an error is never so long. */
const PENDING_BYTES = 65_536;

const TIMEOUT_MESSAGE = {
  connect: 'No connection to the provider within the time limit',
  first_byte: 'No answer from the provider within the time limit',
  silence: 'The provider fell silent for longer than the time limit',
} as const;

function isEventStream(headers: HeaderRecord, status: number, streamRequested: boolean): boolean {
  const type = headerValue(headers, 'content-type');
  return type === null ? streamRequested && status < 300 : /^text\/event-stream\b/i.test(type);
}

/** One JSON document; `application/x-ndjson` and the like are several. */
function isJson(headers: HeaderRecord): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b(?!-)/i.test(headerValue(headers, 'content-type') ?? '');
}

type Verdict = { outcome: Outcome; error: StatedError | null; type?: string; message?: string };

class Exchange implements ExchangeReader {
  private readonly options: ExchangeOptions;
  private readonly headFailed: boolean;
  private readonly stream: EventStream | null;
  private readonly body: ResponseDocument | null;
  private readonly text: TextHead | null;
  private bytes = 0;
  private decided: Decision;

  constructor(options: ExchangeOptions) {
    this.options = options;
    const { status, headers, streamRequested } = options;
    this.headFailed = status !== null && status >= 400;
    this.stream = status !== null && isEventStream(headers, status, streamRequested) ? new EventStream() : null;
    const read = status !== null && this.stream === null && (this.headFailed || isJson(headers));
    this.body = read ? new ResponseDocument() : null;
    this.decided = this.headFailed || status === null ? 'fail' : this.stream ? 'pending' : 'pass';
    // Errors from in front of the provider are no JSON; what they say is worth keeping all the same.
    this.text = this.headFailed && this.stream === null ? new TextHead() : null;
  }

  get decision(): Decision {
    return this.decided;
  }

  write(chunk: Uint8Array, atMs: number): void {
    this.bytes += chunk.length;
    this.text?.write(chunk);
    if (this.stream) {
      this.stream.write(chunk, atMs);
      if (this.decided === 'pending') this.decide();
    } else this.body?.scanner.write(chunk);
  }

  letPass(): void {
    if (this.decided === 'pending') this.decided = 'pass';
  }

  private decide(): void {
    if (this.stream?.failedFirst) this.decided = 'fail';
    else if (this.stream?.events || this.bytes > PENDING_BYTES) this.decided = 'pass';
  }

  finish(end: ExchangeEnd): ExchangeResult {
    const { headers, requestModel, streamRequested, startedAtMs, headAtMs = startedAtMs } = this.options;
    this.stream?.end();
    if (this.decided === 'pending') this.decide();
    const { outcome, error, type, message } = this.judge(end);
    const source = this.stream ?? this.body;
    const limits = readLimits(headers, headAtMs);
    const contentAtMs = this.stream?.contentAtMs ?? null;
    const result: ExchangeResult = {
      outcome,
      phase: null,
      errorType: type ?? safeLabel(error?.errorType ?? null) ?? (error ? this.headerErrorType() : null),
      errorCode: error?.errorCode ?? null,
      errorMessage: safeMessage(message ?? error?.errorMessage ?? null),
      requestId: this.requestId(),
      model: source?.model ?? requestModel,
      usage: source?.usage ?? null,
      stopReason: source?.stopReason ?? null,
      ttftMs: contentAtMs === null ? null : Math.max(0, contentAtMs - startedAtMs),
      retryAfterMs: error ? this.waitMs(outcome, error, limits) : null,
      limits,
      organizationId: headerLabel(headers, 'anthropic-organization-id') ?? headerLabel(headers, 'openai-organization'),
      stream: streamRequested || this.stream !== null,
    };
    if (result.stream) result.phase = this.phase(outcome, end);
    return result;
  }

  private judge(end: ExchangeEnd): Verdict {
    const error = this.statedError();
    if (error) return { outcome: classifyError(error), error };
    if (this.isWhole(end)) return { outcome: 'ok', error: null };
    if (end.kind === 'client_gone') return { outcome: 'cancelled', error: null };
    if (end.kind === 'timeout')
      return { outcome: 'timeout', error: null, type: `${end.what}_timeout`, message: TIMEOUT_MESSAGE[end.what] };
    const begun = this.options.status !== null;
    const cause = end.kind === 'network' ? { type: safeLabel(end.code) ?? 'network_error', message: end.message } : {};
    return { outcome: begun ? 'truncated' : 'network_error', error: null, ...cause };
  }

  /** The error that the response states, with the wire status where that is one. */
  private statedError(): StatedError | null {
    const { status } = this.options;
    if (this.headFailed) {
      const stated = this.stream?.error ?? this.body?.error(true) ?? null;
      const errorMessage = stated?.errorMessage ?? this.text?.read() ?? null;
      const errorType = stated?.errorType ?? this.headerErrorType();
      return { errorCode: null, details: null, ...stated, errorType, errorMessage, status };
    }
    if (this.stream) return this.stream.error;
    // A 2xx whose body is an error; an object that was fetched and tells of its own failure is none.
    const { body } = this;
    const failed = body?.isBareError || (body?.isFailedResponse && this.options.requestModel !== null);
    return failed ? (body?.error(false) ?? null) : null;
  }

  private isWhole(end: ExchangeEnd): boolean {
    const { status, dialect, requestModel } = this.options;
    if (status === null) return false;
    if (this.stream?.finished) return true;
    if (end.kind === 'complete') {
      if (this.stream) return this.stream.endedWell(dialect !== 'generic' && requestModel !== null);
      return !this.isBodyOpen();
    }
    return end.kind === 'client_gone' && this.body?.scanner.complete === true;
  }

  /** A JSON body that stops before its last bracket, though the connection ended in good order. */
  private isBodyOpen(): boolean {
    const scanner = this.body?.scanner;
    return scanner !== undefined && (scanner.kind === 'object' || scanner.kind === 'array') && !scanner.complete;
  }

  private phase(outcome: Outcome, end: ExchangeEnd): Phase | null {
    if (outcome === 'ok' || outcome === 'cancelled') return null;
    return this.decided !== 'fail' && end.passedOn ? 'mid_stream' : 'before_content';
  }

  private headerErrorType(): string | null {
    return headerLabel(this.options.headers, 'x-amzn-errortype')?.replace(/:.*$/, '') ?? null;
  }

  private requestId(): string | null {
    const { headers } = this.options;
    const inBody = this.stream?.requestId ?? this.body?.requestId ?? null;
    return (
      headerLabel(headers, 'request-id') ??
      inBody ??
      headerLabel(headers, 'x-request-id') ??
      headerLabel(headers, 'x-amzn-requestid')
    );
  }

  private waitMs(outcome: Outcome, error: StatedError, limits: ExchangeResult['limits']): number | null {
    const { headers, startedAtMs, headAtMs = startedAtMs } = this.options;
    const stated = this.headFailed ? readRetryAfterMs(headers, headAtMs) : null;
    if (stated !== null) return stated;
    if (outcome !== 'rate_limited') return null;
    return geminiWaitMs(error.details, headAtMs) ?? waitForLimitsMs(limits, headAtMs);
  }
}

/**
 * Reads one response beside its way to the client: what became of it, and what it told. It holds nothing of the body
 * but the fields it was looking for, whatever the body's size.
 */
export function createExchangeReader(options: ExchangeOptions): ExchangeReader {
  return new Exchange(options);
}
