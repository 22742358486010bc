import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Every set of policies that was ever put; the newest is in force. */
export const policyChanges = sqliteTable('policy_changes', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  /** JSON. */
  policies: text('policies').notNull(),
  note: text('note'),
});
