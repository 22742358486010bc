import type { Attempt } from '../../lib/outcome/attempt.ts';
import { blankAttempt } from '../../lib/outcome/blank-attempt.ts';
import type { OpenAttempt, UnderWay } from '../store.ts';
import type { Connection } from './connection.ts';

interface OpenRow {
  callId: string;
  n: number;
  startedAt: number;
  provider: string;
  endpoint: string;
  model: string | null;
  stream: number;
  app: string | null;
  client: string | null;
  /** When its process was last seen alive. */
  seenAt: number | null;
}

/** The tables of attempts under way. Every writing method within a write transaction only. */
export class OpenAttempts {
  private readonly insert;
  private readonly deleteOne;
  private readonly seen;
  private readonly selectLeft;
  private readonly deleteProcesses;
  private readonly selectUnderWay;

  constructor(db: Connection) {
    this.insert = db.prepare(
      `INSERT OR REPLACE INTO open_attempts
         (call_id, n, started_at, process_id, provider, endpoint, model, stream, app, client)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.deleteOne = db.prepare<[string, number]>('DELETE FROM open_attempts WHERE call_id = ? AND n = ?');
    this.seen = db.prepare<[string, number]>(
      `INSERT INTO open_processes (process_id, seen_at) VALUES (?, ?)
       ON CONFLICT (process_id) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)`,
    );
    this.selectLeft = db.prepare<[string], OpenRow>(
      `SELECT call_id AS callId, n, started_at AS startedAt, provider, endpoint, model, stream, app, client, seen_at AS seenAt
       FROM open_attempts LEFT JOIN open_processes USING (process_id) WHERE process_id <> ?`,
    );
    this.selectUnderWay = db.prepare<[number, number], UnderWay>(
      `SELECT started_at / 60000 * 60000 AS minuteMs, provider, coalesce(model, '') AS model, count(*) AS attempts
       FROM open_attempts WHERE n = 1 AND started_at >= ? AND started_at < ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    this.deleteProcesses = db.prepare<[string]>(
      `DELETE FROM open_processes WHERE process_id <> ?
         AND process_id NOT IN (SELECT process_id FROM open_attempts)`,
    );
  }

  note(opened: readonly OpenAttempt[], nowMs: number, forget: readonly Pick<OpenAttempt, 'callId' | 'n'>[]): void {
    for (const open of opened) {
      const { callId, n, startedAtMs, processId, provider, endpoint, model, stream, app, client } = open;
      const startedAt = Math.floor(startedAtMs);
      this.insert.run(callId, n, startedAt, processId, provider, endpoint, model, stream ? 1 : 0, app, client);
    }
    for (const processId of new Set(opened.map((open) => open.processId))) this.seen.run(processId, nowMs);
    for (const { callId, n } of forget) this.deleteOne.run(callId, n);
  }

  /** Says that a process was alive at a time. */
  processSeen(processId: string, nowMs: number): void {
    this.seen.run(processId, nowMs);
  }

  /** What other processes left open, as abandoned attempts. Each lasted at least until its process was last seen. */
  left(currentProcessId: string, nowMs: number): Attempt[] {
    return this.selectLeft.all(currentProcessId).map((row) => abandoned(row, nowMs));
  }

  /** Of attempts that began within a range: the first of their calls. */
  underWay(fromMs: number, toMs: number): UnderWay[] {
    return this.selectUnderWay.all(fromMs, toMs);
  }

  forgetProcesses(currentProcessId: string): void {
    this.deleteProcesses.run(currentProcessId);
  }
}

function abandoned(row: OpenRow, nowMs: number): Attempt {
  const { callId, n, startedAt: startedAtMs, provider, endpoint, model, app, client } = row;
  const endMs = Math.min(row.seenAt ?? startedAtMs, nowMs);
  return {
    ...blankAttempt({
      id: `${callId}.${n}`,
      callId,
      source: 'proxy',
      startedAtMs,
      durationMs: Math.max(0, endMs - startedAtMs),
      outcome: 'abandoned',
    }),
    n,
    provider,
    endpoint,
    model,
    stream: row.stream === 1,
    app,
    client,
  };
}
