import { and, asc, desc, gte, lt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { policyChanges } from '../schema/policies.ts';
import type { PolicyChange } from '../store.ts';
import type { Connection } from './connection.ts';

type Row = typeof policyChanges.$inferSelect;

/** The history of policies. */
export class PolicyTable {
  private readonly selectNewest;
  private readonly selectRange;
  private readonly insert;

  constructor(db: Connection) {
    const orm = drizzle(db);
    const { id, at } = policyChanges;
    this.selectNewest = orm.select().from(policyChanges).orderBy(desc(id)).limit(1).prepare();
    this.selectRange = orm
      .select()
      .from(policyChanges)
      .where(and(gte(at, sql.placeholder('fromMs')), lt(at, sql.placeholder('toMs'))))
      .orderBy(asc(at), asc(id))
      .prepare();
    this.insert = orm
      .insert(policyChanges)
      .values({ at: sql.placeholder('at'), policies: sql.placeholder('policies'), note: sql.placeholder('note') })
      .returning()
      .prepare();
  }

  newest(): PolicyChange | null {
    const row = this.selectNewest.get();
    return row ? toChange(row) : null;
  }

  range(fromMs: number, toMs: number): PolicyChange[] {
    return this.selectRange.all({ fromMs, toMs }).map(toChange);
  }

  put(policies: unknown, atMs: number, note: string | null): PolicyChange {
    return toChange(this.insert.get({ at: Math.floor(atMs), policies: JSON.stringify(policies), note }));
  }
}

function toChange({ id, at, policies, note }: Row): PolicyChange {
  return { id, atMs: at, policies: JSON.parse(policies) as unknown, note };
}
