import type { Attempt, AttemptCause, CallTotals, ClientFacts, RequestFacts } from '../outcome/attempt.ts';
import type { ExchangeResult } from '../outcome/exchange.ts';
import type { Outcome } from '../outcome/vocabulary.ts';

/** What holds for every attempt of a call. */
export interface CallFacts {
  callId: string;
  provider: string;
  endpoint: string;
  app: string | null;
  client: ClientFacts;
  request: RequestFacts;
  keyHash: string | null;
}

/** What came of one attempt on the wire. */
export interface ExchangeFacts {
  startedAtMs: number;
  durationMs: number;
  status: number | null;
  firstByteMs: number | null;
  responseBytes: number;
  result: ExchangeResult;
}

/** How an attempt came about. */
export interface AttemptPlace {
  n: number;
  cause: AttemptCause;
  waitedMs: number;
  inFlight: number | null;
}

/** A call's own view of an attempt, as it is recorded. It is final until a later one takes that over. */
export function attemptRow(call: CallFacts, exchange: ExchangeFacts, place: AttemptPlace, totals: CallTotals): Attempt {
  const { client, request } = call;
  const { result } = exchange;
  return {
    id: `${call.callId}.${place.n}`,
    callId: call.callId,
    n: place.n,
    final: true,
    source: 'proxy',
    startedAtMs: exchange.startedAtMs,
    durationMs: exchange.durationMs,
    provider: call.provider,
    endpoint: call.endpoint,
    model: result.model,
    stream: result.stream,
    app: call.app,
    client: client.client,
    clientVersion: client.clientVersion,
    outcome: result.outcome,
    phase: result.phase,
    status: exchange.status,
    errorType: result.errorType ?? result.errorCode,
    errorMessage: result.errorMessage,
    requestId: result.requestId,
    organizationId: result.organizationId,
    stopReason: result.stopReason,
    cause: place.cause,
    retryAfterMs: result.retryAfterMs,
    waitedMs: place.waitedMs,
    firstByteMs: exchange.firstByteMs,
    ttftMs: result.ttftMs === null ? null : Math.round(result.ttftMs),
    usage: result.usage,
    limits: result.limits,
    maxTokens: request.maxTokens,
    prefixBytes: request.prefixBytes,
    prefixHash: request.prefixHash,
    cacheControl: request.cacheControl,
    requestBytes: request.bytes,
    responseBytes: exchange.responseBytes,
    keyHash: call.keyHash,
    sessionId: client.sessionId,
    userAgent: client.userAgent,
    retryCount: client.retryCount,
    inFlight: place.inFlight,
    call: totals,
  };
}

/** What came of an exchange, but for how it is judged. */
export function factsOf(exchange: Omit<ExchangeFacts, 'result'>): Omit<ExchangeFacts, 'result'> {
  const { startedAtMs, durationMs, status, firstByteMs, responseBytes } = exchange;
  return { startedAtMs, durationMs, status, firstByteMs, responseBytes };
}

/** An attempt that never went out: turned away, or left by its client while it waited. */
export function factsWithoutExchange(
  outcome: Outcome,
  request: RequestFacts,
  why: { code: string; message: string } | null,
): ExchangeFacts {
  const result: ExchangeResult = {
    outcome,
    phase: null,
    errorType: why?.code ?? null,
    errorCode: null,
    errorMessage: why?.message ?? null,
    requestId: null,
    model: request.model,
    usage: null,
    stopReason: null,
    ttftMs: null,
    retryAfterMs: null,
    limits: null,
    organizationId: null,
    stream: request.stream,
  };
  return { startedAtMs: Date.now(), durationMs: 0, status: null, firstByteMs: null, responseBytes: 0, result };
}
