import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Which call a span belongs to, or belongs to once it is told of: spans come in any order. Only of calls that telemetry
 * told of, and only for half an hour.
 */
export const callLinks = sqliteTable(
  'call_links',
  {
    callId: text('call_id').primaryKey(),
    /** The call above, or the one that this is the same as. */
    parentId: text('parent_id').notNull(),
    /** Epoch milliseconds. */
    notedAt: integer('noted_at').notNull(),
  },
  (t) => [index('call_links_parent').on(t.parentId), index('call_links_noted').on(t.notedAt)],
);
