import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Attempts under way. What a dead process left here becomes `abandoned`. */
export const openAttempts = sqliteTable(
  'open_attempts',
  {
    callId: text('call_id').notNull(),
    n: integer('n').notNull(),
    startedAt: integer('started_at').notNull(),
    processId: text('process_id').notNull(),
    provider: text('provider').notNull(),
    endpoint: text('endpoint').notNull(),
    model: text('model'),
    stream: integer('stream').notNull(),
    app: text('app'),
    client: text('client'),
  },
  (t) => [primaryKey({ columns: [t.callId, t.n] })],
);

/** When a process with open attempts was last seen alive: an abandoned attempt lasted at least until then. */
export const openProcesses = sqliteTable('open_processes', {
  processId: text('process_id').primaryKey(),
  seenAt: integer('seen_at').notNull(),
});
