import type { CallQuery, CallRow, Page } from '../store.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { Connection } from './connection.ts';
import { comparePositions, decodeCursor, encodeCursor, type ListPosition } from './list-position.ts';
import { mergeStreams, type Stream } from './merge-streams.ts';
import { messageIds, search } from './search.ts';
import type { Selection } from './series-filter.ts';

const MAX_LIMIT = 1_000;
/**
 * So many calls are looked through in order of time, in these steps, before the streams of single series are merged.
 * Where the first step finds so few that all would not do, the others are left out.
 */
const SCAN_STEPS = [250, 1_250];
const SCAN_ALL = SCAN_STEPS.reduce((sum, step) => sum + step, 0);
/** More streams than this cost more to begin than to scan on. */
const MAX_STREAMS = 5_000;
const LONG_SCAN = 5_000;
const MESSAGE_CHUNK = 500;
const MAX_MESSAGES = 500;

const POSITION = 'call_started_at AS timeMs, series_id AS seriesId, seq';
const KEY = '(call_started_at, series_id, seq)';
const BEFORE = `call_started_at >= ? AND ${KEY} < (?, ?, ?)`;
const NEWEST_FIRST = 'ORDER BY call_started_at DESC, series_id DESC, seq DESC';
/** Later than any row. */
const END = Number.MAX_SAFE_INTEGER;

type Key = [timeMs: number, seriesId: number, seq: number];
type Bounds = [fromMs: number, timeMs: number, seriesId: number, seq: number];

/** Answers `Store.calls`. Within one read transaction. */
export class CallList {
  private readonly db: Connection;
  private readonly reader: AttemptReader;
  private readonly byTime;
  private readonly atOffset;
  private readonly wantedByTime;
  private readonly newestOfSeries;
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
    this.atOffset = db.prepare<[...Bounds, number], ListPosition>(
      `${select} INDEXED BY calls_time WHERE final = 1 AND ${BEFORE} ${NEWEST_FIRST} LIMIT 1 OFFSET ?`,
    );
    // The mask has a byte for each series: SQLite looks at it sooner than it could hand over the row.
    this.wantedByTime = db.prepare<[...Key, ...Key, Uint8Array, number], ListPosition>(
      `${select} INDEXED BY calls_time WHERE final = 1 AND ${KEY} >= (?, ?, ?) AND ${KEY} < (?, ?, ?)
         AND substr(?, series_id + 1, 1) = x'01' ${NEWEST_FIRST} LIMIT ?`,
    );
    this.newestOfSeries = db.prepare<[number, number, string], { seriesId: number; newestMs: number | null }>(
      `SELECT value AS seriesId, (SELECT call_started_at FROM attempts INDEXED BY calls_series_time
         WHERE final = 1 AND series_id = value AND call_started_at <= ? AND call_started_at >= ?
         ORDER BY call_started_at DESC LIMIT 1) AS newestMs FROM json_each(?)`,
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

  /**
   * @param wanted series that pass the query's filter; `null`: all do
   * @throws CursorError
   */
  page(query: CallQuery, wanted: Selection | null): Page<CallRow> {
    const { limit, filter, cursor } = query;
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT))
      throw new RangeError(`limit is ${limit}, but must be 1 to ${MAX_LIMIT}`);
    const end: ListPosition = { timeMs: filter.toMs, seriesId: 0, seq: 0 };
    const from = cursor === null ? end : decodeCursor(cursor);
    const before = comparePositions(from, end) < 0 ? from : end;
    const positions = this.positions(query, before, wanted, limit + 1);
    const rows = this.reader.bySeqs(positions.slice(0, limit).map(({ seq }) => seq));
    const last = positions.length > limit ? positions[limit - 1] : undefined;
    return { rows, nextCursor: last ? encodeCursor(last) : null };
  }

  private positions(query: CallQuery, before: ListPosition, wanted: Selection | null, count: number): ListPosition[] {
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
  private filtered(fromMs: number, before: ListPosition, wanted: Selection | null, count: number): ListPosition[] {
    if (wanted === null) return this.byTime.all(...bounds(fromMs, before), count);
    if (wanted.ids.length === 0) return [];
    const positions: ListPosition[] = [];
    let at = before;
    for (const step of this.scanSteps(wanted)) {
      const end = this.atOffset.get(...bounds(fromMs, at), step - 1);
      const lowest: ListPosition = end ?? { timeMs: fromMs, seriesId: 0, seq: 0 };
      positions.push(...this.wantedByTime.all(...key(lowest), ...key(at), wanted.mask, count - positions.length));
      if (positions.length >= count || !end) return positions;
      at = end;
      if (wanted.ids.length <= MAX_STREAMS && positions.length * (SCAN_ALL / step) < count) break;
    }
    return [...positions, ...mergeStreams(this.streams(fromMs, at, wanted), at, count - positions.length)];
  }

  private *scanSteps({ ids }: Selection): Generator<number> {
    yield* SCAN_STEPS;
    while (ids.length > MAX_STREAMS) yield LONG_SCAN;
  }

  /** A stream for each wanted series that has calls in the range. */
  private streams(fromMs: number, before: ListPosition, { ids }: Selection): Stream[] {
    const newest = this.newestOfSeries.all(before.timeMs, fromMs, JSON.stringify(ids));
    return newest.flatMap(({ seriesId, newestMs }) => {
      if (newestMs === null) return [];
      const read: Stream['read'] = (from, limit) =>
        this.bySeries.all(seriesId, fromMs, ...seriesBound(seriesId, from), limit);
      return [{ newestMs, read }];
    });
  }

  private withMessage(
    like: string,
    fromMs: number,
    before: ListPosition,
    wanted: Selection | null,
    count: number,
  ): ListPosition[] {
    const ids = messageIds(this.db, like, MAX_MESSAGES + 1);
    const passes = (position: ListPosition) => isWanted(position, wanted);
    if (ids.length > MAX_MESSAGES)
      return this.byManyMessages
        .all(like, ...bounds(fromMs, before))
        .filter(passes)
        .slice(0, count);
    const streams = ids.map(
      (id): Stream => ({
        newestMs: before.timeMs,
        read: (from, limit) => this.nextWithMessage(id, fromMs, from, passes, limit),
      }),
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
      const chunk = this.byMessage.all(id, ...bounds(fromMs, at), MESSAGE_CHUNK);
      positions.push(...chunk.filter(passes));
      at = chunk.at(-1) ?? at;
      if (positions.length >= count || chunk.length < MESSAGE_CHUNK) return positions.slice(0, count);
    }
  }

  private inRange(rows: CallRow[], fromMs: number, before: ListPosition, wanted: Selection | null): ListPosition[] {
    return rows
      .map((row) => this.positionOf(row))
      .filter((at) => at.timeMs >= fromMs && comparePositions(at, before) < 0 && isWanted(at, wanted))
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

function isWanted({ seriesId }: ListPosition, wanted: Selection | null): boolean {
  return !wanted || wanted.mask[seriesId] === 1;
}

function key({ timeMs, seriesId, seq }: ListPosition): Key {
  return [timeMs, seriesId, seq];
}

function bounds(fromMs: number, { timeMs, seriesId, seq }: ListPosition): Bounds {
  return [fromMs, timeMs, seriesId, seq];
}

/** `before` within the rows of one series, where time and number alone decide. */
function seriesBound(seriesId: number, before: ListPosition): [timeMs: number, seq: number] {
  if (seriesId === before.seriesId) return [before.timeMs, before.seq];
  return [before.timeMs, seriesId < before.seriesId ? END : 0];
}
