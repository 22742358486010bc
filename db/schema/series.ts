import { sql } from 'drizzle-orm';
import { check, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * One row for each distinct combination of all that can be filtered by and grouped by. Attempts and rollups carry its
 * id, so a filter becomes a set of ids once, before any row is read. A missing label is the empty string, a missing
 * status 0. Rows are never changed and never deleted.
 */
export const series = sqliteTable(
  'series',
  {
    id: integer('id').primaryKey(),
    provider: text('provider').notNull(),
    endpoint: text('endpoint').notNull(),
    model: text('model').notNull(),
    stream: integer('stream', { mode: 'boolean' }).notNull(),
    app: text('app').notNull(),
    client: text('client').notNull(),
    source: text('source').notNull(),
    outcome: text('outcome').notNull(),
    status: integer('status').notNull(),
  },
  (t) => [
    uniqueIndex('series_labels').on(
      t.provider,
      t.endpoint,
      t.model,
      t.stream,
      t.app,
      t.client,
      t.source,
      t.outcome,
      t.status,
    ),
    check('series_status', sql`status BETWEEN 0 AND 999`),
  ],
);
