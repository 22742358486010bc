import type { Attempt, CallTotals, LimitReading, Usage } from '../../lib/outcome/attempt.ts';
import { OUTCOMES, SOURCES } from '../../lib/outcome/vocabulary.ts';
import { StoreError } from '../store-error.ts';

const MAX_ID = 200;
const MAX_LABEL = 200;
const MAX_TEXT = 500;
const MAX_LIMITS = 40;
/** The end of the year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;
const MAX_COUNT = 2 ** 48;

/**
 * An attempt as the tables can hold it: whole numbers in range, texts clipped, `call` exactly where it is final. What
 * enters rollups must be such that it can be taken back exactly, so nothing is stored unrounded.
 * @throws StoreError `malformed` for an attempt without a usable id, time, outcome or source.
 */
export function normaliseAttempt(attempt: Attempt): Attempt {
  const startedAtMs = time('startedAtMs', attempt.startedAtMs);
  const durationMs = amount(attempt.durationMs);
  const n = Math.max(1, amount(attempt.n));
  return {
    id: identifier('id', attempt.id),
    callId: identifier('callId', attempt.callId),
    n,
    final: attempt.final === true,
    source: oneOf('source', SOURCES, attempt.source),
    startedAtMs,
    durationMs,
    provider: clip(attempt.provider, MAX_LABEL) ?? '',
    endpoint: clip(attempt.endpoint, MAX_LABEL) ?? '',
    model: clip(attempt.model, MAX_LABEL) || null,
    stream: attempt.stream === true,
    app: clip(attempt.app, MAX_LABEL) || null,
    client: clip(attempt.client, MAX_LABEL) || null,
    clientVersion: clip(attempt.clientVersion, MAX_LABEL),
    outcome: oneOf('outcome', OUTCOMES, attempt.outcome),
    phase: attempt.phase,
    status: status(attempt.status),
    errorType: clip(attempt.errorType, MAX_TEXT),
    errorMessage: clip(attempt.errorMessage, MAX_TEXT),
    requestId: clip(attempt.requestId, MAX_LABEL) || null,
    organizationId: clip(attempt.organizationId, MAX_LABEL),
    stopReason: clip(attempt.stopReason, MAX_LABEL),
    cause: (clip(attempt.cause, MAX_LABEL) ?? 'first') as Attempt['cause'],
    retryAfterMs: maybe(attempt.retryAfterMs),
    waitedMs: amount(attempt.waitedMs),
    firstByteMs: maybe(attempt.firstByteMs),
    ttftMs: maybe(attempt.ttftMs),
    usage: usage(attempt.usage),
    limits: limits(attempt.limits),
    maxTokens: maybe(attempt.maxTokens),
    prefixBytes: maybe(attempt.prefixBytes),
    prefixHash: clip(attempt.prefixHash, MAX_LABEL),
    cacheControl: attempt.cacheControl === true,
    requestBytes: amount(attempt.requestBytes),
    responseBytes: amount(attempt.responseBytes),
    keyHash: clip(attempt.keyHash, MAX_LABEL),
    sessionId: clip(attempt.sessionId, MAX_LABEL),
    userAgent: clip(attempt.userAgent, MAX_TEXT),
    retryCount: maybe(attempt.retryCount),
    inFlight: maybe(attempt.inFlight),
    call: attempt.final ? callTotals(attempt.call, { startedAtMs, durationMs, n }) : null,
  };
}

function identifier(field: string, value: unknown): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= MAX_ID) return value.toWellFormed();
  const held = typeof value === 'string' ? `${value.length} characters` : String(value);
  throw new StoreError('malformed', `attempt ${field} has ${held}, but needs 1 to ${MAX_ID} characters`);
}

function time(field: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= MAX_TIME_MS) return Math.floor(value);
  throw new StoreError('malformed', `attempt ${field} is ${String(value)}, but needs epoch milliseconds`);
}

function oneOf<T extends string>(field: string, known: readonly T[], value: unknown): T {
  const found = known.find((word) => word === value);
  if (found === undefined) throw new StoreError('malformed', `attempt ${field} is ${JSON.stringify(value)}`);
  return found;
}

function clip(value: unknown, length: number): string | null {
  return typeof value === 'string' ? value.slice(0, length).toWellFormed() : null;
}

/** A whole number from 0; anything else is 0. */
function amount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.round(value), MAX_COUNT) : 0;
}

function maybe(value: unknown): number | null {
  return typeof value === 'number' && !Number.isNaN(value) ? amount(value) : null;
}

function status(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 999 ? value : null;
}

function usage(value: Usage | null): Usage | null {
  if (!value) return null;
  const clean: Usage = {
    inputTokens: maybe(value.inputTokens),
    outputTokens: maybe(value.outputTokens),
    cacheCreationInputTokens: maybe(value.cacheCreationInputTokens),
    cacheReadInputTokens: maybe(value.cacheReadInputTokens),
    serviceTier: clip(value.serviceTier, MAX_LABEL),
  };
  return Object.values(clean).some((part) => part !== null) ? clean : null;
}

function limits(value: LimitReading[] | null): LimitReading[] | null {
  if (!value || value.length === 0) return null;
  return value.slice(0, MAX_LIMITS).map((reading) => ({
    name: clip(reading.name, MAX_LABEL) ?? '',
    limit: finite(reading.limit),
    remaining: finite(reading.remaining),
    utilization: finite(reading.utilization),
    resetAtMs: finite(reading.resetAtMs),
    status: clip(reading.status, MAX_LABEL),
  }));
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function callTotals(call: CallTotals | null, own: { startedAtMs: number; durationMs: number; n: number }): CallTotals {
  if (!call)
    return { startedAtMs: own.startedAtMs, durationMs: own.durationMs, queuedMs: 0, backoffMs: 0, attempts: own.n };
  return {
    startedAtMs: time('call.startedAtMs', call.startedAtMs),
    durationMs: amount(call.durationMs),
    queuedMs: amount(call.queuedMs),
    backoffMs: amount(call.backoffMs),
    attempts: Math.max(1, amount(call.attempts)),
  };
}
