import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import type { CallRow, Filter } from '../store.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { Connection } from './connection.ts';
import { comparePositions, type ListPosition } from './list-position.ts';
import { messageIds, search } from './search.ts';
import type { Selection } from './series-filter.ts';

const SCAN_CHUNK = 2_000;
const PAGE_ROWS = 500;

type Bounds = [timeMs: number, seriesId: number, seq: number, toMs: number, newestSeq: number, limit: number];

/** Answers `Store.attempts`: pages by time, each read on its own, so that no transaction stays open between them. */
export class AttemptPages {
  private readonly db: Connection;
  private readonly reader: AttemptReader;
  private readonly byTime;
  private readonly messageOf;

  constructor(db: Connection, reader: AttemptReader) {
    this.db = db;
    this.reader = reader;
    this.byTime = db.prepare<Bounds, ListPosition>(
      `SELECT started_at AS timeMs, series_id AS seriesId, seq FROM attempts INDEXED BY attempts_time
       WHERE (started_at, series_id, seq) > (?, ?, ?) AND started_at < ? AND seq <= ?
       ORDER BY started_at, series_id, seq LIMIT ?`,
    );
    this.messageOf = db
      .prepare<[number], number | null>('SELECT error_message_text FROM attempts WHERE seq = ?')
      .pluck();
  }

  /** What matches of that which is on record now, oldest first; what is written meanwhile is not in it. */
  async *pages(filter: Filter, text: string | undefined, wanted: Selection | null): AsyncGenerator<Attempt[]> {
    const passes = ({ seriesId }: ListPosition) => !wanted || wanted.mask[seriesId] === 1;
    if (!text?.trim()) {
      yield* this.scan(filter, passes);
      return;
    }
    const found = search(this.reader, text);
    if (found.kind === 'attempts') {
      const { fromMs, toMs } = filter;
      const rows = [...new Map(found.attempts.map((row) => [row.seq, row])).values()]
        .map((row) => ({ row, at: { timeMs: row.startedAtMs, seriesId: this.seriesOf(row.seq), seq: row.seq } }))
        .filter(({ at }) => at.timeMs >= fromMs && at.timeMs < toMs && passes(at))
        .sort((a, b) => comparePositions(a.at, b.at));
      if (rows.length > 0) yield rows.map(({ row }) => withoutSeq(row));
    } else if (found.kind === 'messages') {
      const ids = new Set(messageIds(this.db, found.like, Number.MAX_SAFE_INTEGER));
      yield* this.scan(filter, (at) => passes(at) && ids.has(this.messageOf.get(at.seq) ?? -1));
    }
  }

  private async *scan({ fromMs, toMs }: Filter, passes: (at: ListPosition) => boolean): AsyncGenerator<Attempt[]> {
    const newest = this.reader.newestSeq();
    let at: ListPosition = { timeMs: fromMs, seriesId: 0, seq: 0 };
    let page: Attempt[] = [];
    for (;;) {
      const chunk = this.byTime.all(at.timeMs, at.seriesId, at.seq, toMs, newest, SCAN_CHUNK);
      for (const position of chunk) {
        if (!passes(position)) continue;
        const row = this.reader.bySeq(position.seq);
        if (row) page.push(withoutSeq(row));
        if (page.length < PAGE_ROWS) continue;
        yield page;
        page = [];
        await nextTurn();
      }
      if (chunk.length < SCAN_CHUNK) break;
      at = chunk.at(-1) ?? at;
      await nextTurn();
    }
    if (page.length > 0) yield page;
  }

  private seriesOf(seq: number): number {
    return this.db.prepare<[number], number>('SELECT series_id FROM attempts WHERE seq = ?').pluck().get(seq) ?? 0;
  }
}

function withoutSeq({ seq: _seq, ...attempt }: CallRow): Attempt {
  return attempt;
}
