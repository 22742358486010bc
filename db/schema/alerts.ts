import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Where alerts go. */
export const alertDestinations = sqliteTable('alert_destinations', {
  id: text('id').primaryKey(),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  url: text('url').notNull(),
  events: text('events', { mode: 'json' }).$type<string[]>().notNull(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
});

/** What was sent, or is to be: a row for each alert and destination. */
export const alertLog = sqliteTable(
  'alert_log',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    event: text('event').notNull(),
    text: text('text').notNull(),
    body: text('body').notNull(),
    destinationId: text('destination_id').notNull(),
    /** The destination's name as it was. */
    destination: text('destination').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'failed'>().notNull(),
    tries: integer('tries').notNull(),
    /** When it is to be tried next; without a meaning once it has been sent or given up. */
    nextTryAt: integer('next_try_at').notNull(),
    status: integer('status'),
    problem: text('problem'),
    sentAt: integer('sent_at'),
  },
  (t) => [index('alert_log_state').on(t.state, t.nextTryAt)],
);

/** What has been told so far, as one JSON value. */
export const alertState = sqliteTable('alert_state', {
  id: integer('id').primaryKey(),
  state: text('state', { mode: 'json' }).$type<unknown>().notNull(),
});
