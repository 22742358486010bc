import type { CallQuery, CallRow, Page } from '../store.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { Connection } from './connection.ts';
import { comparePositions, decodeCursor, encodeCursor, type ListPosition } from './list-position.ts';
import { mergeStreams, type Stream } from './merge-streams.ts';
import { messageIds, search } from './search.ts';
import { matchingSeries } from './series-filter.ts';
import type { Series } from './series-registry.ts';

const MAX_LIMIT = 1_000;
/** So many calls are looked through in order of time before the streams of single series are merged. */
const SCAN_FIRST = 1_500;
const SCAN_CHUNK = 500;
/** More streams than this cost more to begin than a scan. */
const MAX_STREAMS = 5_000;
const MAX_MESSAGES = 500;

const POSITION = 'call_started_at AS timeMs, series_id AS seriesId, seq';
const BEFORE = 'call_started_at >= ? AND (call_started_at, series_id, seq) < (?, ?, ?)';
const NEWEST_FIRST = 'ORDER BY call_started_at DESC, series_id DESC, seq DESC';
/** Later than any row. */
const END = Number.MAX_SAFE_INTEGER;

type Bounds = [fromMs: number, timeMs: number, seriesId: number, seq: number];

/** Answers `Store.calls`. Within one read transaction. */
export class CallList {
  private readonly db: Connection;
  private readonly reader: AttemptReader;
  private readonly byTime;
  private readonly bySeries;
  private readonly byMessage;
  private readonly byManyMessages;

  constructor(db: Connection, reader: AttemptReader) {
    this.db = db;
    this.reader = reader;
    const select = `SELECT ${POSITION} FROM attempts`;
    this.byTime = db.prepare<[...Bounds, number], ListPosition>(
      `${select} INDEXED BY calls_time WHERE final = 1 AND ${BEFORE} ${NEWEST_FIRST} LIMIT ?`,
    );
    this.bySeries = db.prepare<[number, number, number, number, number], ListPosition>(
      `${select} INDEXED BY calls_series_time WHERE final = 1 AND series_id = ? AND call_started_at >= ?
         AND (call_started_at, seq) < (?, ?) ORDER BY call_started_at DESC, seq DESC LIMIT ?`,
    );
    this.byMessage = db.prepare<[number, ...Bounds, number], ListPosition>(
      `${select} INDEXED BY calls_error_time WHERE final = 1 AND error_message_text = ? AND ${BEFORE} ${NEWEST_FIRST} LIMIT ?`,
    );
    this.byManyMessages = db.prepare<[string, ...Bounds], ListPosition>(
      `${select} INDEXED BY calls_error_time WHERE final = 1 AND error_message_text IN
         (SELECT id FROM texts WHERE kind = 'error_message' AND text LIKE ? ESCAPE '\\') AND ${BEFORE} ${NEWEST_FIRST}`,
    );
  }

  /** @throws CursorError */
  page(query: CallQuery, allSeries: ReadonlyMap<number, Series>): Page<CallRow> {
    const { limit, filter, cursor } = query;
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT))
      throw new RangeError(`limit is ${limit}, but must be 1 to ${MAX_LIMIT}`);
    const end: ListPosition = { timeMs: filter.toMs, seriesId: 0, seq: 0 };
    const from = cursor === null ? end : decodeCursor(cursor);
    const before = comparePositions(from, end) < 0 ? from : end;
    const wanted = matchingSeries(allSeries, filter);
    const positions = this.positions(query, before, wanted, limit + 1);
    const rows = positions.slice(0, limit).map(({ seq }) => this.reader.bySeq(seq));
    const last = positions.length > limit ? positions[limit - 1] : undefined;
    return { rows: rows.filter((row) => row !== null), nextCursor: last ? encodeCursor(last) : null };
  }

  private positions(query: CallQuery, before: ListPosition, wanted: number[] | null, count: number): ListPosition[] {
    const { fromMs } = query.filter;
    if (!query.search?.trim()) return this.filtered(fromMs, before, wanted, count);
    const found = search(this.reader, query.search);
    if (found.kind === 'nothing') return [];
    if (found.kind === 'messages') return this.withMessage(found.like, fromMs, before, wanted, count);
    const callIds = new Set(found.attempts.map((attempt) => attempt.callId));
    const finals = [...callIds].flatMap((callId) => this.reader.ofCall(callId).filter((row) => row.final));
    return this.inRange(finals, fromMs, before, wanted).slice(0, count);
  }

  /** First what is newest, whatever its series; if that is not enough, the wanted series alone. */
  private filtered(fromMs: number, before: ListPosition, wanted: number[] | null, count: number): ListPosition[] {
    if (wanted === null) return this.byTime.all(...bounds(fromMs, before), count);
    if (wanted.length === 0) return [];
    const isWanted = new Set(wanted);
    const positions: ListPosition[] = [];
    let at = before;
    for (let scanned = 0; scanned < SCAN_FIRST || wanted.length > MAX_STREAMS; scanned += SCAN_CHUNK) {
      const chunk = this.byTime.all(...bounds(fromMs, at), SCAN_CHUNK);
      for (const position of chunk) if (isWanted.has(position.seriesId)) positions.push(position);
      at = chunk.at(-1) ?? at;
      if (positions.length >= count || chunk.length < SCAN_CHUNK) return positions.slice(0, count);
    }
    const streams = wanted.map(
      (seriesId): Stream =>
        (from, limit) =>
          this.bySeries.all(seriesId, fromMs, ...seriesBound(seriesId, from), limit),
    );
    return [...positions, ...mergeStreams(streams, at, count - positions.length)];
  }

  private withMessage(
    like: string,
    fromMs: number,
    before: ListPosition,
    wanted: number[] | null,
    count: number,
  ): ListPosition[] {
    const ids = messageIds(this.db, like, MAX_MESSAGES + 1);
    const isWanted = wanted && new Set(wanted);
    const passes = ({ seriesId }: ListPosition) => !isWanted || isWanted.has(seriesId);
    if (ids.length > MAX_MESSAGES)
      return this.byManyMessages
        .all(like, ...bounds(fromMs, before))
        .filter(passes)
        .slice(0, count);
    const streams = ids.map(
      (id): Stream =>
        (from, limit) =>
          this.nextWithMessage(id, fromMs, from, passes, limit),
    );
    return mergeStreams(streams, before, count);
  }

  private nextWithMessage(
    id: number,
    fromMs: number,
    before: ListPosition,
    passes: (position: ListPosition) => boolean,
    count: number,
  ): ListPosition[] {
    const positions: ListPosition[] = [];
    let at = before;
    for (;;) {
      const chunk = this.byMessage.all(id, ...bounds(fromMs, at), SCAN_CHUNK);
      positions.push(...chunk.filter(passes));
      at = chunk.at(-1) ?? at;
      if (positions.length >= count || chunk.length < SCAN_CHUNK) return positions.slice(0, count);
    }
  }

  private inRange(rows: CallRow[], fromMs: number, before: ListPosition, wanted: number[] | null): ListPosition[] {
    const isWanted = wanted && new Set(wanted);
    return rows
      .map((row) => this.positionOf(row))
      .filter(
        (at) => at.timeMs >= fromMs && comparePositions(at, before) < 0 && (!isWanted || isWanted.has(at.seriesId)),
      )
      .sort((a, b) => comparePositions(b, a));
  }

  private positionOf(row: CallRow): ListPosition {
    const seriesId = this.db
      .prepare<[number], number>('SELECT series_id FROM attempts WHERE seq = ?')
      .pluck()
      .get(row.seq);
    return { timeMs: row.call?.startedAtMs ?? row.startedAtMs, seriesId: seriesId ?? 0, seq: row.seq };
  }
}

function bounds(fromMs: number, { timeMs, seriesId, seq }: ListPosition): Bounds {
  return [fromMs, timeMs, seriesId, seq];
}

/** `before` within the rows of one series, where time and number alone decide. */
function seriesBound(seriesId: number, before: ListPosition): [timeMs: number, seq: number] {
  if (seriesId === before.seriesId) return [before.timeMs, before.seq];
  return [before.timeMs, seriesId < before.seriesId ? END : 0];
}
