import { blankAttempt } from '../../outcome/blank-attempt.ts';
import { safeLabel } from '../../outcome/message-text.ts';
import { telemetryId } from '../ids.ts';
import { originFacts } from './origin.ts';
import { count, number, text } from './read-attributes.ts';
import { spanKey } from './span-ids.ts';
import { fromApiMessage, NO_ERROR, outcomeOf, together } from './stated-error.ts';
import type { LogRecord } from './telemetry.ts';
import type { Told } from './told.ts';

const EVENTS = ['api_request', 'api_error', 'api_retries_exhausted'];
const MAX_TOKENS = 1e12;
const MAX_MS = 7 * 86_400_000;

export function isCallEvent({ eventName }: LogRecord): boolean {
  return EVENTS.includes(eventName);
}

/** One call has one id, however many records tell of it. */
function idOf(record: LogRecord): string {
  const { attributes } = record;
  const request = text(attributes, 'request_id', 'client_request_id');
  if (request) return telemetryId('claude-code', request);
  const session = text(attributes, 'session.id') ?? '';
  return telemetryId('claude-code', session, record.traceId, record.spanId, record.eventName, String(record.timeMs));
}

/**
 * The call that a log record of Claude Code tells of: one that went well, or one that was given up. Either comes when
 * the call has ended, so its last attempt, which is what `duration_ms` is of, began that much before.
 */
export function loggedCall(record: LogRecord): Told {
  const { attributes, eventName } = record;
  const failed = eventName !== 'api_request';
  const durationMs = Math.round(
    Math.min(MAX_MS, Math.max(0, number(attributes, 'duration_ms', 'total_retry_duration_ms') ?? 0)),
  );
  const attempts = Math.max(1, count(attributes, 10_000, 'total_attempts', 'attempt') ?? 1);
  const status = count(attributes, 599, 'status_code') || null;
  const error = failed ? together({ ...NO_ERROR, status }, fromApiMessage(text(attributes, 'error'))) : NO_ERROR;
  const outcome = failed ? outcomeOf(error, true) : 'ok';
  const id = idOf(record);
  const tokens = (key: string) => count(attributes, MAX_TOKENS, key);
  return {
    ...blankAttempt({
      id,
      callId: id,
      source: 'otlp',
      startedAtMs: Math.max(0, Math.floor(record.timeMs - durationMs)),
      durationMs,
      outcome,
    }),
    ...originFacts(record),
    client: 'claude-code',
    n: attempts,
    provider: 'anthropic',
    endpoint: '/v1/messages',
    model: safeLabel(text(attributes, 'model'), 200),
    stream: true,
    phase: failed ? 'before_content' : null,
    status: failed ? error.status : 200,
    errorType: error.errorType,
    errorMessage: error.errorMessage,
    requestId: safeLabel(text(attributes, 'request_id') ?? error.requestId, 200),
    cause: attempts > 1 ? 'client_retry' : 'first',
    usage: failed
      ? null
      : {
          inputTokens: tokens('input_tokens'),
          outputTokens: tokens('output_tokens'),
          cacheCreationInputTokens: tokens('cache_creation_tokens'),
          cacheReadInputTokens: tokens('cache_read_tokens'),
          serviceTier: null,
        },
    sessionId: safeLabel(text(attributes, 'session.id'), 128),
    retryCount: attempts - 1,
    parentId: spanKey(record.traceId, record.spanId),
  };
}

/** A failure with what the record that sums it up says of the whole call. */
export function summedUp(failure: Told, summary: Told): Told {
  const { startedAtMs, durationMs, n } = summary;
  const attempts = Math.max(n, failure.n);
  return { ...failure, n: attempts, call: { startedAtMs, durationMs, queuedMs: 0, backoffMs: 0, attempts } };
}
