import type { Attempt, CallTotals, LimitReading, Usage } from '../../lib/outcome/attempt.ts';
import { PHASES, type Source } from '../../lib/outcome/vocabulary.ts';
import type { CallRow } from '../store.ts';
import { decodeLimits, encodeLimits } from './limits-codec.ts';
import type { RegisteredSeries, Series } from './series-registry.ts';
import type { TextKind, TextPool } from './text-pool.ts';

/** A row of `attempts` as SQLite gives it. */
export interface AttemptRow {
  seq: number;
  id: string | null;
  call_id: string | null;
  n: number;
  final: number;
  series_id: number;
  started_at: number;
  duration_ms: number;
  phase: number | null;
  error_type_text: number | null;
  error_message_text: number | null;
  request_id: string | null;
  organization_text: number | null;
  stop_reason_text: number | null;
  cause_text: number;
  client_version_text: number | null;
  retry_after_ms: number | null;
  waited_ms: number;
  first_byte_ms: number | null;
  ttft_ms: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_creation_input_tokens: number | null;
  cache_read_input_tokens: number | null;
  service_tier_text: number | null;
  limits_shape_text: number | null;
  limits: Uint8Array | null;
  max_tokens: number | null;
  prefix_bytes: number | null;
  prefix_hash_text: number | null;
  cache_control: number;
  request_bytes: number;
  response_bytes: number;
  key_hash_text: number | null;
  session_text: number | null;
  user_agent_text: number | null;
  retry_count: number | null;
  in_flight: number | null;
  call_started_at: number | null;
  call_duration_ms: number | null;
  call_queued_ms: number | null;
  call_backoff_ms: number | null;
  call_attempts: number | null;
  labels: string | null;
}

/** All columns but `seq`, in the order of `rowValues`. */
export const ATTEMPT_COLUMNS = [
  'id',
  'call_id',
  'n',
  'final',
  'series_id',
  'started_at',
  'duration_ms',
  'phase',
  'error_type_text',
  'error_message_text',
  'request_id',
  'organization_text',
  'stop_reason_text',
  'cause_text',
  'client_version_text',
  'retry_after_ms',
  'waited_ms',
  'first_byte_ms',
  'ttft_ms',
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'service_tier_text',
  'limits_shape_text',
  'limits',
  'max_tokens',
  'prefix_bytes',
  'prefix_hash_text',
  'cache_control',
  'request_bytes',
  'response_bytes',
  'key_hash_text',
  'session_text',
  'user_agent_text',
  'retry_count',
  'in_flight',
  'call_started_at',
  'call_duration_ms',
  'call_queued_ms',
  'call_backoff_ms',
  'call_attempts',
  'labels',
] as const satisfies readonly (keyof AttemptRow)[];

/** All columns with `seq`, for a SELECT. */
export const SELECT_COLUMNS = `seq, ${ATTEMPT_COLUMNS.join(', ')}`;

export type RowValue = number | string | Uint8Array | null;

/** The labels that `series` has only as `other`. */
type TrueLabels = Partial<Pick<Attempt, RegisteredSeries['collapsed'][number]>>;

/** An attempt's values for `ATTEMPT_COLUMNS`. Interns its texts, so within a write transaction only. */
export function rowValues(attempt: Attempt, series: RegisteredSeries, texts: TextPool): RowValue[] {
  const text = (kind: TextKind, value: string | null) => texts.intern(kind, value);
  const { id, callId, n, usage, call } = attempt;
  const limits = attempt.limits ? encodeLimits(attempt.limits, attempt.startedAtMs) : null;
  return [
    id === `${callId}.${n}` ? null : id,
    callId === id ? null : callId,
    n,
    attempt.final ? 1 : 0,
    series.id,
    attempt.startedAtMs,
    attempt.durationMs,
    attempt.phase === null ? null : PHASES.indexOf(attempt.phase) + 1,
    text('error_type', attempt.errorType),
    text('error_message', attempt.errorMessage),
    attempt.requestId,
    text('organization', attempt.organizationId),
    text('stop_reason', attempt.stopReason),
    text('cause', attempt.cause),
    text('client_version', attempt.clientVersion),
    attempt.retryAfterMs,
    attempt.waitedMs,
    attempt.firstByteMs,
    attempt.ttftMs,
    usage?.inputTokens ?? null,
    usage?.outputTokens ?? null,
    usage?.cacheCreationInputTokens ?? null,
    usage?.cacheReadInputTokens ?? null,
    text('service_tier', usage?.serviceTier ?? null),
    limits ? text('limits_shape', limits.shape) : null,
    limits?.values ?? null,
    attempt.maxTokens,
    attempt.prefixBytes,
    text('prefix_hash', attempt.prefixHash),
    attempt.cacheControl ? 1 : 0,
    attempt.requestBytes,
    attempt.responseBytes,
    text('key_hash', attempt.keyHash),
    text('session', attempt.sessionId),
    text('user_agent', attempt.userAgent),
    attempt.retryCount,
    attempt.inFlight,
    call ? call.startedAtMs : null,
    call ? call.durationMs : null,
    call ? call.queuedMs : null,
    call ? call.backoffMs : null,
    call ? call.attempts : null,
    trueLabels(attempt, series.collapsed),
  ];
}

/** The attempt that a row holds. */
export function attemptFromRow(row: AttemptRow, series: Series, texts: TextPool): CallRow {
  const callId = row.call_id ?? row.id ?? '';
  const attempt: CallRow = {
    seq: row.seq,
    id: row.id ?? `${callId}.${row.n}`,
    callId,
    n: row.n,
    final: row.final === 1,
    source: series.source as Source,
    startedAtMs: row.started_at,
    durationMs: row.duration_ms,
    provider: series.provider,
    endpoint: series.endpoint,
    model: series.model || null,
    stream: series.stream,
    app: series.app || null,
    client: series.client || null,
    clientVersion: texts.text(row.client_version_text),
    outcome: series.outcome as Attempt['outcome'],
    phase: row.phase === null ? null : (PHASES[row.phase - 1] ?? null),
    status: series.status || null,
    errorType: texts.text(row.error_type_text),
    errorMessage: texts.text(row.error_message_text),
    requestId: row.request_id,
    organizationId: texts.text(row.organization_text),
    stopReason: texts.text(row.stop_reason_text),
    cause: (texts.text(row.cause_text) ?? 'first') as Attempt['cause'],
    retryAfterMs: row.retry_after_ms,
    waitedMs: row.waited_ms,
    firstByteMs: row.first_byte_ms,
    ttftMs: row.ttft_ms,
    usage: usageFromRow(row, texts),
    limits: limitsFromRow(row, texts),
    maxTokens: row.max_tokens,
    prefixBytes: row.prefix_bytes,
    prefixHash: texts.text(row.prefix_hash_text),
    cacheControl: row.cache_control === 1,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    keyHash: texts.text(row.key_hash_text),
    sessionId: texts.text(row.session_text),
    userAgent: texts.text(row.user_agent_text),
    retryCount: row.retry_count,
    inFlight: row.in_flight,
    call: callFromRow(row),
  };
  return row.labels === null ? attempt : { ...attempt, ...(JSON.parse(row.labels) as TrueLabels) };
}

/** What a row's call came to; `null`: it is not final. */
export function callFromRow(row: AttemptRow): CallTotals | null {
  if (row.final !== 1) return null;
  return {
    startedAtMs: row.call_started_at ?? row.started_at,
    durationMs: row.call_duration_ms ?? 0,
    queuedMs: row.call_queued_ms ?? 0,
    backoffMs: row.call_backoff_ms ?? 0,
    attempts: row.call_attempts ?? 1,
  };
}

function usageFromRow(row: AttemptRow, texts: TextPool): Usage | null {
  const usage: Usage = {
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheCreationInputTokens: row.cache_creation_input_tokens,
    cacheReadInputTokens: row.cache_read_input_tokens,
    serviceTier: texts.text(row.service_tier_text),
  };
  return Object.values(usage).some((part) => part !== null) ? usage : null;
}

function limitsFromRow(row: AttemptRow, texts: TextPool): LimitReading[] | null {
  const shape = texts.text(row.limits_shape_text);
  return shape === null || row.limits === null ? null : decodeLimits({ shape, values: row.limits }, row.started_at);
}

function trueLabels(attempt: Attempt, collapsed: RegisteredSeries['collapsed']): string | null {
  if (collapsed.length === 0) return null;
  return JSON.stringify(Object.fromEntries(collapsed.map((dimension) => [dimension, attempt[dimension]])));
}
