import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ComponentChange, Incident } from '../../lib/insight/incident.ts';
import type { AddressRecord } from '../status-store.ts';

/** Status pages that were ever polled. */
export const statusPages = sqliteTable('status_pages', {
  page: text('page').primaryKey(),
  lastSeenAt: integer('last_seen_at'),
  lastBase: text('last_base'),
  addresses: text('addresses', { mode: 'json' }).$type<AddressRecord[]>().notNull(),
  indicator: text('indicator'),
  description: text('description'),
  historyPage: integer('history_page'),
});

export const statusComponents = sqliteTable(
  'status_components',
  {
    page: text('page').notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    status: text('status').notNull(),
    position: integer('position').notNull(),
    group: text('group_name'),
    sinceAt: integer('since_at').notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
    vanishedAt: integer('vanished_at'),
  },
  (t) => [primaryKey({ columns: [t.page, t.id] })],
);

/** Every change of a component's status that was seen. */
export const componentStatuses = sqliteTable(
  'component_statuses',
  {
    page: text('page').notNull(),
    componentId: text('component_id').notNull(),
    at: integer('at').notNull(),
    status: text('status').notNull(),
  },
  (t) => [primaryKey({ columns: [t.page, t.componentId, t.at] })],
);

export const incidents = sqliteTable(
  'incidents',
  {
    page: text('page').notNull(),
    id: text('id').notNull(),
    kind: text('kind').$type<Incident['kind']>().notNull(),
    name: text('name').notNull(),
    status: text('status').notNull(),
    impact: text('impact').notNull(),
    url: text('url'),
    createdAt: integer('created_at').notNull(),
    startedAt: integer('started_at'),
    resolvedAt: integer('resolved_at'),
    updatedAt: integer('updated_at').notNull(),
    components: text('components', { mode: 'json' }).$type<Incident['components']>().notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    vanishedAt: integer('vanished_at'),
    reopenedAt: integer('reopened_at'),
    /** The earliest of its times, and the end that ranges are compared with; without an end it goes on. */
    beginsAt: integer('begins_at').notNull(),
    endsAt: integer('ends_at'),
  },
  (t) => [
    primaryKey({ columns: [t.page, t.id] }),
    index('incidents_ended').on(t.endsAt, t.beginsAt),
    index('incidents_begun').on(t.beginsAt),
  ],
);

export const incidentUpdates = sqliteTable(
  'incident_updates',
  {
    page: text('page').notNull(),
    incidentId: text('incident_id').notNull(),
    id: text('id').notNull(),
    status: text('status').notNull(),
    body: text('body').notNull(),
    createdAt: integer('created_at').notNull(),
    displayAt: integer('display_at').notNull(),
    editedAt: integer('edited_at'),
    components: text('components', { mode: 'json' }).$type<ComponentChange[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.page, t.incidentId, t.id] })],
);
