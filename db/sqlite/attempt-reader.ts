import type { CallRow } from '../store.ts';
import { type AttemptRow, attemptFromRow, SELECT_COLUMNS } from './attempt-row.ts';
import type { Connection } from './connection.ts';
import type { SeriesRegistry } from './series-registry.ts';
import type { TextPool } from './text-pool.ts';

/** Reads whole attempts: by number, by call, by request id, by order of writing. */
export class AttemptReader {
  private readonly series: SeriesRegistry;
  private readonly texts: TextPool;
  private readonly selectOne;
  private readonly selectMany;
  private readonly selectCall;
  private readonly selectRequest;
  private readonly selectSince;
  private readonly selectWritten;
  private readonly selectNewest;
  private readonly selectOldest;

  constructor(db: Connection, series: SeriesRegistry, texts: TextPool) {
    this.series = series;
    this.texts = texts;
    const select = `SELECT ${SELECT_COLUMNS} FROM attempts WHERE`;
    this.selectOne = db.prepare<[number], AttemptRow>(`${select} seq = ?`);
    this.selectMany = db.prepare<[string], AttemptRow>(`${select} seq IN (SELECT value FROM json_each(?))`);
    this.selectCall = db.prepare<[string, string, string], AttemptRow>(
      `${select} call_id = ? AND id IS NULL
       UNION ALL ${select} call_id = ? AND id IS NOT NULL
       UNION ALL ${select} id = ? AND call_id IS NULL`,
    );
    this.selectRequest = db.prepare<[string, string], AttemptRow>(
      `${select} request_id IS NOT NULL AND request_tail = substr(?, -8) AND request_id = ?`,
    );
    this.selectSince = db.prepare<[number, number], AttemptRow>(`${select} seq > ? ORDER BY seq LIMIT ?`);
    this.selectOldest = db.prepare<[], number>('SELECT min(started_at) FROM attempts').pluck();
    this.selectWritten = db.prepare<[number], { seq: number | null; oldestMs: number | null }>(
      'SELECT max(seq) AS seq, min(started_at) AS oldestMs FROM attempts WHERE seq > ?',
    );
    this.selectNewest = db.prepare<[], number>('SELECT max(seq) FROM attempts').pluck();
  }

  /** The attempt with this number; `null`: it has expired, or was replaced. */
  bySeq(seq: number): CallRow | null {
    const row = this.selectOne.get(seq);
    return row ? this.attempt(row) : null;
  }

  /** Attempts by their numbers, in that order, without those that are not there. One statement: quicker than one each. */
  bySeqs(seqs: readonly number[]): CallRow[] {
    const rows = new Map(this.selectMany.all(JSON.stringify(seqs)).map((row) => [row.seq, row]));
    return seqs.flatMap((seq) => {
      const row = rows.get(seq);
      return row ? [this.attempt(row)] : [];
    });
  }

  /** All attempts of a call, in order. */
  ofCall(callId: string): CallRow[] {
    const rows = this.selectCall.all(callId, callId, callId).map((row) => this.attempt(row));
    return rows.sort((a, b) => a.n - b.n || a.startedAtMs - b.startedAtMs || a.seq - b.seq);
  }

  withRequestId(requestId: string): CallRow[] {
    return this.selectRequest.all(requestId, requestId).map((row) => this.attempt(row));
  }

  since(seq: number, limit: number): CallRow[] {
    return this.selectSince.all(seq, limit).map((row) => this.attempt(row));
  }

  /** The newest number, and the start of the oldest attempt of those after `seq`. */
  writtenSince(seq: number): { seq: number; oldestMs: number | null } {
    const written = this.selectWritten.get(seq);
    return { seq: written?.seq ?? seq, oldestMs: written?.oldestMs ?? null };
  }

  /** The highest number in use; 0: no attempts. */
  newestSeq(): number {
    return this.selectNewest.get() ?? 0;
  }

  /** Start of the oldest attempt. */
  oldestMs(): number | null {
    return this.selectOldest.get() ?? null;
  }

  private attempt(row: AttemptRow): CallRow {
    return attemptFromRow(row, this.series.get(row.series_id), this.texts);
  }
}
