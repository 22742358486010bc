import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Texts that many attempts share (messages, user agents, sessions, hashes): stored once, referred to by id. */
export const texts = sqliteTable(
  'texts',
  {
    /** Never used twice, so that readers may remember it. */
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** The attempts column that refers to it. */
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    /** Day of its last use, in days since the epoch: tells when no attempt can refer to it any more. */
    usedOnDay: integer('used_on_day').notNull(),
  },
  (t) => [
    uniqueIndex('texts_kind_text').on(t.kind, t.text),
    // Without it a look for what is past its time reads the whole table, and the writer waits meanwhile.
    index('texts_used_on_day').on(t.usedOnDay),
  ],
);
