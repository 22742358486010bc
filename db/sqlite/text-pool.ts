import type { Connection } from './connection.ts';

export const TEXT_KINDS = [
  'error_type',
  'error_message',
  'organization',
  'stop_reason',
  'cause',
  'client_version',
  'service_tier',
  'limits_shape',
  'prefix_hash',
  'key_hash',
  'session',
  'user_agent',
] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/** How many texts are remembered each way; beyond it the memory starts afresh. */
const MAX_REMEMBERED = 20_000;
const DAY_MS = 86_400_000;

/** The `texts` table: texts to ids on writing, ids to texts on reading, with a memory for both. */
export class TextPool {
  private readonly nowMs: () => number;
  private readonly ids = new Map<string, { id: number; usedOnDay: number }>();
  private readonly textsById = new Map<number, string>();
  private readonly touch;
  private readonly upsert;
  private readonly select;

  constructor(db: Connection, nowMs: () => number) {
    this.nowMs = nowMs;
    this.touch = db.prepare<[number, number]>('UPDATE texts SET used_on_day = max(used_on_day, ?) WHERE id = ?');
    this.upsert = db
      .prepare<[string, string, number], number>(
        `INSERT INTO texts (kind, text, used_on_day) VALUES (?, ?, ?)
         ON CONFLICT (kind, text) DO UPDATE SET used_on_day = max(used_on_day, excluded.used_on_day) RETURNING id`,
      )
      .pluck();
    this.select = db.prepare<[number], string>('SELECT text FROM texts WHERE id = ?').pluck();
  }

  /** The id of a text, added if need be. Within a write transaction only. */
  intern(kind: TextKind, text: string | null): number | null {
    if (text === null) return null;
    const key = `${kind}/${text}`;
    const today = Math.floor(this.nowMs() / DAY_MS);
    const known = this.ids.get(key);
    if (known?.usedOnDay === today) return known.id;
    // It may have been deleted since, by another connection: then the update finds nothing.
    if (known && this.touch.run(today, known.id).changes === 1) {
      known.usedOnDay = today;
      return known.id;
    }
    const id = this.upsert.get(kind, text, today) as number;
    if (this.ids.size >= MAX_REMEMBERED) this.ids.clear();
    this.ids.set(key, { id, usedOnDay: today });
    return id;
  }

  text(id: number | null): string | null {
    if (id === null) return null;
    const known = this.textsById.get(id);
    if (known !== undefined) return known;
    const text = this.select.get(id) ?? null;
    if (this.textsById.size >= MAX_REMEMBERED) this.textsById.clear();
    if (text !== null) this.textsById.set(id, text);
    return text;
  }

  /** Forgets everything: what a transaction added that was then rolled back is not there. */
  reset(): void {
    this.ids.clear();
    this.textsById.clear();
  }
}
