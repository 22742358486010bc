import { sql } from 'drizzle-orm';
import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * The fact table: one row an attempt. Times are epoch milliseconds. Columns ending in `_text` hold ids of `texts`.
 * There are no foreign keys: the writer alone inserts, and each would cost a look-up for every row.
 */
export const attempts = sqliteTable(
  'attempts',
  {
    /** Rises in the order of writing; never used twice. */
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** NULL: it is `call_id || '.' || n`. */
    id: text('id'),
    /** NULL: it is `id`. */
    callId: text('call_id'),
    n: integer('n').notNull(),
    final: integer('final').notNull(),
    seriesId: integer('series_id').notNull(),
    startedAt: integer('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    /** 1 `before_content`, 2 `mid_stream`. */
    phase: integer('phase'),
    errorTypeText: integer('error_type_text'),
    errorMessageText: integer('error_message_text'),
    requestId: text('request_id'),
    /** The end of an id is its random part: eight characters find it, at a third of the space of an index on it all. */
    requestTail: text('request_tail').generatedAlwaysAs(sql`substr(request_id, -8)`, { mode: 'virtual' }),
    organizationText: integer('organization_text'),
    stopReasonText: integer('stop_reason_text'),
    causeText: integer('cause_text').notNull(),
    clientVersionText: integer('client_version_text'),
    retryAfterMs: integer('retry_after_ms'),
    waitedMs: integer('waited_ms').notNull(),
    firstByteMs: integer('first_byte_ms'),
    ttftMs: integer('ttft_ms'),
    inputTokens: integer('input_tokens'),
    outputTokens: integer('output_tokens'),
    cacheCreationInputTokens: integer('cache_creation_input_tokens'),
    cacheReadInputTokens: integer('cache_read_input_tokens'),
    serviceTierText: integer('service_tier_text'),
    /** What rarely changes of the limits (names, sizes), as JSON in `texts`; `limits` holds the rest. */
    limitsShapeText: integer('limits_shape_text'),
    limits: blob('limits', { mode: 'buffer' }),
    maxTokens: integer('max_tokens'),
    prefixBytes: integer('prefix_bytes'),
    prefixHashText: integer('prefix_hash_text'),
    cacheControl: integer('cache_control').notNull(),
    requestBytes: integer('request_bytes').notNull(),
    responseBytes: integer('response_bytes').notNull(),
    keyHashText: integer('key_hash_text'),
    sessionText: integer('session_text'),
    userAgentText: integer('user_agent_text'),
    retryCount: integer('retry_count'),
    inFlight: integer('in_flight'),
    /** When the call began. NULL, as all `call_` columns: not final. */
    callStartedAt: integer('call_started_at'),
    callDurationMs: integer('call_duration_ms'),
    callQueuedMs: integer('call_queued_ms'),
    callBackoffMs: integer('call_backoff_ms'),
    callAttempts: integer('call_attempts'),
    /** Labels as JSON where `series` says `other`. */
    labels: text('labels'),
  },
  (t) => [
    uniqueIndex('attempts_call_n').on(t.callId, t.n).where(sql`id IS NULL`),
    index('attempts_call_reported').on(t.callId).where(sql`id IS NOT NULL AND call_id IS NOT NULL`),
    uniqueIndex('attempts_id').on(t.id).where(sql`id IS NOT NULL`),
    index('attempts_request_tail').on(t.requestTail).where(sql`request_id IS NOT NULL`),
    index('attempts_time').on(t.startedAt, t.seriesId),
    index('calls_time').on(t.callStartedAt, t.seriesId).where(sql`final = 1`),
    index('calls_series_time').on(t.seriesId, t.callStartedAt).where(sql`final = 1`),
    index('calls_error_time')
      .on(t.errorMessageText, t.callStartedAt, t.seriesId)
      .where(sql`final = 1 AND error_message_text IS NOT NULL`),
  ],
);
