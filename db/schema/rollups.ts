import { blob, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * What attempts added to their minute, written in one transaction with them. Times are minutes since the epoch.
 * Compaction folds these rows into `rollups` and deletes them; until then readers add both.
 * Values can be negative: what is taken back of a minute that was folded already.
 */
export const rollupDeltas = sqliteTable(
  'rollup_deltas',
  {
    minute: integer('minute').notNull(),
    /** 0 attempts, 1 calls. */
    unit: integer('unit').notNull(),
    seriesId: integer('series_id').notNull(),
    count: integer('count').notNull(),
    retries: integer('retries').notNull(),
    queuedMs: integer('queued_ms').notNull(),
    backoffMs: integer('backoff_ms').notNull(),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    cacheCreationInputTokens: integer('cache_creation_input_tokens').notNull(),
    cacheReadInputTokens: integer('cache_read_input_tokens').notNull(),
    firsts: integer('firsts').notNull().default(0),
    latency: blob('latency', { mode: 'buffer' }).notNull(),
    ttft: blob('ttft', { mode: 'buffer' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.minute, t.unit, t.seriesId] })],
);

/**
 * All series of one bucket in one row, packed (`db/rollup/cells.ts`). `bucket` is its start in minutes since the epoch.
 * `dimension` 0: every series by itself; others: series that share a label are one (`db/rollup/marginals.ts`).
 */
export const rollups = sqliteTable(
  'rollups',
  {
    id: integer('id').primaryKey(),
    widthMinutes: integer('width_minutes').notNull(),
    unit: integer('unit').notNull(),
    dimension: integer('dimension').notNull().default(0),
    bucket: integer('bucket').notNull(),
    cells: blob('cells', { mode: 'buffer' }).notNull(),
    histograms: blob('histograms', { mode: 'buffer' }).notNull(),
  },
  (t) => [uniqueIndex('rollups_bucket').on(t.widthMinutes, t.unit, t.dimension, t.bucket)],
);

/** Numbers kept in step with the rows, so that nobody has to count them. */
export const counters = sqliteTable('counters', {
  name: text('name').primaryKey(),
  value: integer('value').notNull(),
});
