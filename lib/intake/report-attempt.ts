import type { Attempt, Usage } from '../outcome/attempt.ts';
import { blankAttempt } from '../outcome/blank-attempt.ts';
import { classify, classifyError } from '../outcome/classify.ts';
import { endpointOf } from '../outcome/endpoint.ts';
import { safeLabel, safeMessage } from '../outcome/message-text.ts';
import type { Outcome, Phase } from '../outcome/vocabulary.ts';
import { reportedId } from './ids.ts';
import { providerNamed, usualEndpoint } from './provider.ts';
import type { ReportedFields } from './report-record.ts';

/** Clocks differ a little; more than this ahead is a mistake. */
const MAX_AHEAD_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

/** Between when an attempt may have started, and why not elsewhere. */
export interface TimeRange {
  nowMs: number;
  retentionDays: number;
}

/** What is wrong with a start, in a line without the field's name; `null`: nothing. */
export function startTrouble(startedAtMs: number, { nowMs, retentionDays }: TimeRange): string | null {
  if (!(startedAtMs <= 8.64e15)) return 'is no time that a calendar has';
  const shown = new Date(Math.floor(startedAtMs)).toISOString();
  if (startedAtMs > nowMs + MAX_AHEAD_MS)
    return `is ${shown}, but must not be more than 5 minutes ahead of ${new Date(nowMs).toISOString()}`;
  if (startedAtMs < nowMs - retentionDays * DAY_MS)
    return `is ${shown}, older than the ${retentionDays} days that WEIR_RETENTION_DAYS keeps`;
  return null;
}

function outcomeOf({ status, errorType, errorMessage, errorCode, outcome }: ReportedFields): Outcome {
  const told = { status: status ?? null, errorType: errorType || null, errorMessage: errorMessage || null };
  const found = errorCode
    ? classifyError({ ...told, errorCode })
    : classify(told.status, told.errorType, told.errorMessage);
  // A status of 400 or more, and a word of the provider's, say what happened; the rest only the application knows.
  const isOpen = found === 'ok' || found === 'network_error' || ((status ?? 0) < 400 && found === 'server_error');
  return outcome && isOpen ? outcome : found;
}

function phaseOf(record: ReportedFields, outcome: Outcome): Phase | null {
  if (outcome === 'ok' || outcome === 'cancelled' || !record.stream) return null;
  if (record.phase) return record.phase;
  return typeof record.ttftMs === 'number' ? 'mid_stream' : 'before_content';
}

function usageOf(usage: ReportedFields['usage']): Usage | null {
  if (!usage) return null;
  return {
    inputTokens: usage.inputTokens ?? null,
    outputTokens: usage.outputTokens ?? null,
    cacheCreationInputTokens: usage.cacheCreationInputTokens ?? null,
    cacheReadInputTokens: usage.cacheReadInputTokens ?? null,
    serviceTier: usage.serviceTier || null,
  };
}

/**
 * The attempt that a record tells of, classified as the gateway would have.
 * @returns the attempt, or a line that says what is wrong with its time
 */
export function reportedAttempt(record: ReportedFields, range: TimeRange): Attempt | string {
  const startedAtMs = typeof record.startedAt === 'number' ? record.startedAt : Date.parse(record.startedAt);
  const trouble = startTrouble(startedAtMs, range);
  if (trouble) return `startedAt ${trouble}`;
  const outcome = outcomeOf(record);
  const provider = record.provider || providerNamed(record.model ?? null) || 'unknown';
  const id = reportedId(record.id);
  return {
    ...blankAttempt({
      id,
      callId: record.callId ? reportedId(record.callId) : id,
      source: 'report',
      startedAtMs: Math.floor(startedAtMs),
      durationMs: Math.round(record.durationMs),
      outcome,
    }),
    n: (record.retryCount ?? 0) + 1,
    final: record.final !== false,
    provider,
    endpoint: record.endpoint ? endpointOf('POST', record.endpoint) : usualEndpoint(provider),
    model: record.model || null,
    stream: record.stream === true,
    app: record.app || null,
    client: record.client || null,
    clientVersion: record.clientVersion || null,
    phase: phaseOf(record, outcome),
    status: record.status ?? null,
    errorType: outcome === 'ok' ? null : safeLabel(record.errorType || null),
    errorMessage: safeMessage(record.errorMessage ?? null),
    requestId: record.requestId || null,
    stopReason: record.stopReason || null,
    cause: record.retryCount ? 'client_retry' : 'first',
    retryAfterMs: record.retryAfterMs ?? null,
    ttftMs: record.ttftMs ?? null,
    usage: usageOf(record.usage),
    sessionId: record.sessionId || null,
    retryCount: record.retryCount ?? null,
  };
}
