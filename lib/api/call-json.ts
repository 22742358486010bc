import type { CallRow } from '../../db/store.ts';
import type { Attempt, CallTotals } from '../outcome/attempt.ts';
import type { AttemptJson, CallAnswer, CallJson } from './shapes.ts';

/** What belongs to a whole call whose final attempt has not been told: as far as its attempts say. */
function totalsSoFar(rows: readonly Attempt[]): CallTotals {
  const startedAtMs = Math.min(...rows.map((row) => row.startedAtMs));
  const endedAtMs = Math.max(...rows.map((row) => row.startedAtMs + row.durationMs));
  const backoffMs = rows.reduce((sum, row) => sum + row.waitedMs, 0);
  return { startedAtMs, durationMs: endedAtMs - startedAtMs, queuedMs: 0, backoffMs, attempts: rows.length };
}

function callJson(last: CallRow, call: CallTotals): CallJson {
  return {
    id: last.callId,
    startedAt: call.startedAtMs,
    durationMs: call.durationMs,
    source: last.source,
    provider: last.provider,
    endpoint: last.endpoint,
    model: last.model,
    stream: last.stream,
    app: last.app,
    client: last.client,
    clientVersion: last.clientVersion,
    outcome: last.outcome,
    phase: last.phase,
    status: last.status,
    errorType: last.errorType,
    errorMessage: last.errorMessage,
    requestId: last.requestId,
    organizationId: last.organizationId,
    stopReason: last.stopReason,
    attempts: call.attempts,
    queuedMs: call.queuedMs,
    backoffMs: call.backoffMs,
    ttftMs: last.ttftMs,
    usage: last.usage,
    seq: last.seq,
  };
}

/** A call from its final attempt. */
export function toCallJson(final: CallRow): CallJson {
  return callJson(final, final.call ?? totalsSoFar([final]));
}

/** One attempt without what only its call has. */
export function toAttemptJson(attempt: Attempt): AttemptJson {
  return {
    id: attempt.id,
    callId: attempt.callId,
    n: attempt.n,
    final: attempt.final,
    startedAt: attempt.startedAtMs,
    durationMs: attempt.durationMs,
    source: attempt.source,
    provider: attempt.provider,
    endpoint: attempt.endpoint,
    model: attempt.model,
    stream: attempt.stream,
    app: attempt.app,
    client: attempt.client,
    clientVersion: attempt.clientVersion,
    userAgent: attempt.userAgent,
    sessionId: attempt.sessionId,
    outcome: attempt.outcome,
    phase: attempt.phase,
    status: attempt.status,
    errorType: attempt.errorType,
    errorMessage: attempt.errorMessage,
    requestId: attempt.requestId,
    organizationId: attempt.organizationId,
    stopReason: attempt.stopReason,
    cause: attempt.cause,
    retryAfterMs: attempt.retryAfterMs,
    waitedMs: attempt.waitedMs,
    firstByteMs: attempt.firstByteMs,
    ttftMs: attempt.ttftMs,
    usage: attempt.usage,
    limits: attempt.limits?.map(({ resetAtMs, ...limit }) => ({ ...limit, resetAt: resetAtMs })) ?? null,
    maxTokens: attempt.maxTokens,
    requestBytes: attempt.requestBytes,
    responseBytes: attempt.responseBytes,
    retryCount: attempt.retryCount,
    inFlight: attempt.inFlight,
  };
}

/** Who reports need not number attempts: where several have one number, they are numbered by their order. */
function numbered(row: CallRow, i: number): AttemptJson {
  return { ...toAttemptJson(row), n: row.source === 'proxy' ? row.n : Math.max(row.n, i + 1) };
}

/** A call with all its attempts in order; `null`: there are none. */
export function toCallAnswer(rows: readonly CallRow[]): CallAnswer | null {
  const last = rows.find((row) => row.final) ?? rows.at(-1);
  if (!last) return null;
  const totals = last.call ?? totalsSoFar(rows);
  return { ...callJson(last, totals), attemptCount: totals.attempts, attempts: rows.map(numbered) };
}
