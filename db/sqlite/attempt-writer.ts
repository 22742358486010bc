import type { Attempt, CallTotals } from '../../lib/outcome/attempt.ts';
import type { Source } from '../../lib/outcome/vocabulary.ts';
import { addAttempt, addCall, type Deltas } from '../rollup/contribution.ts';
import type { ReportedAttempt, WriteResult } from '../store.ts';
import { ATTEMPT_COLUMNS, type AttemptRow, attemptFromRow, rowValues, SELECT_COLUMNS } from './attempt-row.ts';
import { CallLinks } from './call-links.ts';
import { CallMerge } from './call-merge.ts';
import type { Connection } from './connection.ts';
import type { Counters } from './counters.ts';
import type { DeltaTable } from './delta-table.ts';
import { normaliseAttempt } from './normalise.ts';
import type { SeriesRegistry } from './series-registry.ts';
import type { TextPool } from './text-pool.ts';

/** What decides between the attempts of a call. */
export interface Sibling {
  seq: number;
  id: string | null;
  call_id: string | null;
  n: number;
  final: number;
  series_id: number;
  started_at: number;
}

export interface WriterTables {
  db: Connection;
  series: SeriesRegistry;
  texts: TextPool;
  deltas: DeltaTable;
  counters: Counters;
  nowMs: () => number;
}

type ParentId = ReportedAttempt['parentId'];

/** More reports with one `callId` are no attempts of one call; looking through them all would take longer and longer. */
const MAX_REPORTED = 200;

const SIBLING = 'SELECT seq, id, call_id, n, final, series_id, started_at FROM attempts WHERE';
const PLACEHOLDERS = ATTEMPT_COLUMNS.map(() => '?').join(', ');

/** Writes attempts with all that follows from them. Every method within a write transaction only. */
export class AttemptWriter {
  private readonly tables: WriterTables;
  private readonly insertRow;
  private readonly selectRow;
  private readonly selectRelated;
  private readonly selectProxied;
  private readonly demoteRow;
  private readonly deleteRow;
  private readonly forgetOpen;
  private readonly selectRequest;
  private readonly merge: CallMerge;
  /** Rows inserted less rows deleted, of the batches being written. */
  private added = 0;

  constructor(tables: WriterTables) {
    const { db } = tables;
    this.tables = tables;
    this.insertRow = db.prepare(`INSERT INTO attempts (${ATTEMPT_COLUMNS.join(', ')}) VALUES (${PLACEHOLDERS})`);
    this.selectRow = db.prepare<[number], AttemptRow>(`SELECT ${SELECT_COLUMNS} FROM attempts WHERE seq = ?`);
    this.selectRelated = db.prepare<[string, string, string, string], Sibling>(
      `${SIBLING} call_id = ? AND id IS NULL
       UNION ALL SELECT * FROM (${SIBLING} call_id = ? AND id IS NOT NULL LIMIT ${MAX_REPORTED})
       UNION ALL ${SIBLING} id IN (?, ?)`,
    );
    this.selectProxied = db.prepare<[string, number], Sibling>(`${SIBLING} call_id = ? AND n = ? AND id IS NULL`);
    this.demoteRow = db.prepare<[number]>(
      `UPDATE attempts SET final = 0, call_started_at = NULL, call_duration_ms = NULL, call_queued_ms = NULL,
         call_backoff_ms = NULL, call_attempts = NULL WHERE seq = ?`,
    );
    this.deleteRow = db.prepare<[number]>('DELETE FROM attempts WHERE seq = ?');
    this.forgetOpen = db.prepare<[string, number]>('DELETE FROM open_attempts WHERE call_id = ? AND n = ?');
    // However many ids end alike, few of them are looked at.
    this.selectRequest = db.prepare<[string, string], Sibling>(
      `SELECT * FROM (SELECT seq, id, call_id, n, final, series_id, started_at, request_id FROM attempts
         WHERE request_id IS NOT NULL AND request_tail = substr(?, -8) ORDER BY seq DESC LIMIT 100)
       WHERE request_id = ?`,
    );
    this.merge = new CallMerge(this, new CallLinks(db, tables.nowMs));
  }

  /** Writes batches, one result each; they do not depend on how attempts are spread over batches, nor on their order. */
  write(batches: readonly (readonly ReportedAttempt[])[]): WriteResult[] {
    const deltas: Deltas = new Map();
    this.added = 0;
    const results = batches.map((attempts) => {
      let accepted = 0;
      for (const attempt of attempts) {
        if (this.writeOne(normaliseAttempt(attempt), attempt.parentId, deltas)) accepted++;
      }
      return { accepted, duplicates: attempts.length - accepted };
    });
    // Once for all batches: in a busy minute they add to the same few rows.
    this.tables.deltas.add(deltas);
    this.tables.counters.add('attempts', this.added);
    return results;
  }

  /** @returns false if it was on record already */
  private writeOne(attempt: Attempt, parentId: ParentId, deltas: Deltas): boolean {
    const related = this.related(attempt);
    const same = related.find((row) => idOf(row) === attempt.id);
    if (attempt.source === 'proxy') this.forgetOpen.run(attempt.callId, attempt.n);
    if (same && !this.isPresumption(same, attempt)) return false;
    if (same) this.remove(same, deltas);
    const isOfCrowd = attempt.source !== 'proxy' && related.length >= MAX_REPORTED;
    const merged = this.merged(isOfCrowd ? { ...attempt, callId: attempt.id } : attempt, parentId, deltas);
    if (typeof merged === 'boolean') return merged;
    // Merging may have taken rows away.
    const rows = merged === attempt ? related.filter((row) => row !== same) : this.related(merged);
    this.join(merged, rows, deltas);
    return true;
  }

  /** The attempt to be inserted, with what else is known of it; or whether it told anything new, and is done with. */
  private merged(attempt: Attempt, parentId: ParentId, deltas: Deltas): boolean | Attempt {
    if (attempt.source !== 'proxy') return this.merge.reported(attempt, parentId, deltas);
    const mayBeTold = attempt.requestId !== null && this.tables.series.hasReports;
    return mayBeTold ? this.merge.proxied(attempt, deltas) : attempt;
  }

  /** Inserts an attempt, which is later than those of its call that are there, or is overtaken by one. */
  private join(attempt: Attempt, related: readonly Sibling[], deltas: Deltas): void {
    const siblings = related.filter((row) => callIdOf(row) === attempt.callId);
    if (siblings.length === 0) {
      this.insert(attempt, false, deltas);
      return;
    }
    const later = siblings.filter((row) => isLater(row, attempt));
    const whole = attempt.source === 'proxy' ? attempt : this.merge.amongOthers(attempt, siblings, later, deltas);
    this.insert(whole, later.length > 0, deltas);
    for (const row of siblings) if (row.final === 1 && !isLater(row, attempt)) this.demote(row, deltas);
  }

  /** Rows of the same call, and the one of the same id. */
  private related({ id, callId, n }: Attempt): Sibling[] {
    const rows = this.selectRelated.all(callId, callId, callId, id);
    if (id !== `${callId}.${n}`) {
      const proxied = /^(.+)\.(\d{1,15})$/s.exec(id);
      if (proxied?.[1]) rows.push(...this.selectProxied.all(proxied[1], Number(proxied[2])));
    }
    if (rows.length < 2) return rows;
    return [...new Map(rows.map((row) => [row.seq, row])).values()];
  }

  /** It was taken for abandoned, and now its end is known after all. */
  private isPresumption(row: Sibling, attempt: Attempt): boolean {
    return attempt.outcome !== 'abandoned' && this.tables.series.get(row.series_id).outcome === 'abandoned';
  }

  /** Rows of a call. */
  ofCall(callId: string): Sibling[] {
    return this.selectRelated.all(callId, callId, callId, callId).filter((row) => callIdOf(row) === callId);
  }

  withRequestId(requestId: string): Sibling[] {
    return this.selectRequest.all(requestId, requestId);
  }

  sourceOf(row: Sibling): Source {
    return this.tables.series.get(row.series_id).source as Source;
  }

  statusOf(row: Sibling): number | null {
    return this.tables.series.get(row.series_id).status || null;
  }

  insert(attempt: Attempt, isOvertaken: boolean, deltas: Deltas): void {
    const { series, texts, counters } = this.tables;
    const stored = isOvertaken ? { ...attempt, final: false, call: null } : attempt;
    const registered = series.register(stored);
    for (const dimension of registered.collapsed) counters.add(`collapsed_${dimension}`, 1);
    this.insertRow.run(rowValues(stored, registered, texts));
    this.added++;
    addAttempt(deltas, registered.id, stored, 1);
    if (stored.call) addCall(deltas, registered.id, stored, stored.call, 1);
  }

  /** A later attempt of its call has come: it is final no more. */
  private demote(row: Sibling, deltas: Deltas): void {
    const stored = this.stored(row);
    if (stored.call) addCall(deltas, row.series_id, stored, stored.call, -1);
    this.demoteRow.run(row.seq);
  }

  remove(row: Sibling, deltas: Deltas): void {
    const stored = this.stored(row);
    addAttempt(deltas, row.series_id, stored, -1);
    if (stored.call) addCall(deltas, row.series_id, stored, stored.call, -1);
    this.deleteRow.run(row.seq);
    this.added--;
  }

  stored({ seq, series_id }: Sibling): Attempt & { call: CallTotals | null } {
    const { series, texts } = this.tables;
    return attemptFromRow(this.selectRow.get(seq) as AttemptRow, series.get(series_id), texts);
  }
}

/** Which of two attempts of a call is the later: by number, then start, then id, so that any order of arrival agrees. */
function isLater(row: Sibling, attempt: Attempt): boolean {
  if (row.n !== attempt.n) return row.n > attempt.n;
  if (row.started_at !== attempt.startedAtMs) return row.started_at > attempt.startedAtMs;
  return idOf(row) > attempt.id;
}

export function idOf(row: Sibling): string {
  return row.id ?? `${row.call_id}.${row.n}`;
}

export function callIdOf(row: Sibling): string {
  return row.call_id ?? row.id ?? '';
}
