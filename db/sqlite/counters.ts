import type { Connection } from './connection.ts';

/**
 * `attempts`: rows. `fine_from_minute`: finer rollups than hours of minutes before it have expired. `collapsed_…`:
 * attempts whose label became `other`. `syncs`: something to write where only syncing is wanted.
 */
export type CounterName = 'attempts' | 'fine_from_minute' | 'syncs' | `collapsed_${string}`;

/** The `counters` table. */
export class Counters {
  private readonly addTo;
  private readonly raise;
  private readonly selectOne;
  private readonly selectLike;

  constructor(db: Connection) {
    const upsert = 'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value =';
    this.addTo = db.prepare<[string, number]>(`${upsert} value + excluded.value`);
    this.raise = db.prepare<[string, number]>(`${upsert} max(value, excluded.value)`);
    this.selectOne = db.prepare<[string], number>('SELECT value FROM counters WHERE name = ?').pluck();
    this.selectLike = db.prepare<[string], { name: string; value: number }>(
      'SELECT name, value FROM counters WHERE name GLOB ? AND value > 0',
    );
  }

  get(name: CounterName): number {
    return this.selectOne.get(name) ?? 0;
  }

  add(name: CounterName, amount: number): void {
    if (amount !== 0) this.addTo.run(name, amount);
  }

  raiseTo(name: CounterName, value: number): void {
    this.raise.run(name, value);
  }

  /** Those whose name begins with `prefix`, named by the rest. */
  withPrefix(prefix: string): { name: string; value: number }[] {
    return this.selectLike.all(`${prefix}*`).map(({ name, value }) => ({ name: name.slice(prefix.length), value }));
  }
}
