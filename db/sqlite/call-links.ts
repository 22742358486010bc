import type { Connection } from './connection.ts';

/** Spans of one call come within seconds of each other; an exporter that tries again may take minutes. */
const KEPT_MS = 30 * 60_000;
const PRUNE_EVERY = 500;
const PRUNE_ROWS = 2_000;

/** The `call_links` table. Every writing method within a write transaction only. */
export class CallLinks {
  private readonly nowMs: () => number;
  private readonly put;
  private readonly putNew;
  private readonly selectParent;
  private readonly selectChildren;
  private readonly prune;
  private puts = 0;

  constructor(db: Connection, nowMs: () => number) {
    this.nowMs = nowMs;
    this.put = db.prepare<[string, string, number]>(
      'INSERT OR REPLACE INTO call_links (call_id, parent_id, noted_at) VALUES (?, ?, ?)',
    );
    this.putNew = db.prepare<[string, string, number]>(
      'INSERT OR IGNORE INTO call_links (call_id, parent_id, noted_at) VALUES (?, ?, ?)',
    );
    this.selectParent = db.prepare<[string], string>('SELECT parent_id FROM call_links WHERE call_id = ?').pluck();
    this.selectChildren = db
      .prepare<[string, number], string>('SELECT call_id FROM call_links WHERE parent_id = ? LIMIT ?')
      .pluck();
    this.prune = db.prepare<[number, number]>(
      'DELETE FROM call_links WHERE call_id IN (SELECT call_id FROM call_links WHERE noted_at < ? LIMIT ?)',
    );
  }

  parent(callId: string): string | null {
    return this.selectParent.get(callId) ?? null;
  }

  children(parentId: string, limit: number): string[] {
    return this.selectChildren.all(parentId, limit);
  }

  /** Says where a call belongs. @param isFirm it replaces what was said before */
  link(callId: string, parentId: string, isFirm: boolean): void {
    if (callId === parentId) return;
    (isFirm ? this.put : this.putNew).run(callId, parentId, this.nowMs());
    if (++this.puts % PRUNE_EVERY === 0) this.prune.run(this.nowMs() - KEPT_MS, PRUNE_ROWS);
  }
}
