import { statSync } from 'node:fs';
import { MINUTE_MS } from '../rollup/levels.ts';
import type {
  AggregateQuery,
  Dimension,
  Durability,
  OpenAttempt,
  ReportedAttempt,
  Store,
  WriteResult,
} from '../store.ts';
import { fromSqliteError } from '../store-error.ts';
import { aggregate } from './aggregate.ts';
import { AttemptPages } from './attempt-pages.ts';
import { AttemptReader } from './attempt-reader.ts';
import { AttemptWriter } from './attempt-writer.ts';
import { CallList } from './call-list.ts';
import { Compactor } from './compactor.ts';
import { openConnection, requireCurrentSchema } from './connection.ts';
import { Counters } from './counters.ts';
import { DeltaTable } from './delta-table.ts';
import { Expirer } from './expirer.ts';
import { OpenAttempts } from './open-attempts.ts';
import { PolicyTable } from './policy-table.ts';
import { RollupTable } from './rollup-table.ts';
import { SeriesQueries } from './series-filter.ts';
import { type CardinalityLimits, DEFAULT_LIMITS, SeriesRegistry } from './series-registry.ts';
import { TextPool } from './text-pool.ts';

export interface SqliteStoreOptions {
  /** How long a statement waits for another connection's lock; default 5,000. */
  busyTimeoutMs?: number;
  limits?: CardinalityLimits;
  nowMs?: () => number;
}

/** What goes into one transaction of the writer. */
export interface Commit {
  batches: readonly (readonly ReportedAttempt[])[];
  opened: readonly OpenAttempt[];
  forget: readonly Pick<OpenAttempt, 'callId' | 'n'>[];
  /** A process with notes that is alive now; `null`: none is. */
  seen: string | null;
  nowMs: number;
}

export interface SqliteStore extends Store {
  /** Writes several batches and notes in one transaction; one result a batch. */
  commit(commit: Commit, durability: Durability): WriteResult[];
  /** Makes what was committed so far survive a power cut. */
  sync(): void;
  /** Lets the write-ahead log grow to so many pages before a commit moves it into the database; SQLite's default is 1,000. */
  limitLog(pages: number): void;
  /** `compact`, at once. */
  compactNow(beforeMs: number, limit: number): number;
}

const FOREVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/**
 * Opens a migrated SQLite file. Queries run when called, on the calling thread: a few milliseconds each.
 * @throws StoreError for a path that holds no database, or one of another schema.
 */
export function openSqliteStore(path: string, options: SqliteStoreOptions = {}): SqliteStore {
  const db = openConnection(path, { busyTimeoutMs: options.busyTimeoutMs ?? 5_000 });
  try {
    requireCurrentSchema(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  const series = new SeriesRegistry(db, options.limits ?? DEFAULT_LIMITS);
  const texts = new TextPool(db, options.nowMs ?? Date.now);
  const counters = new Counters(db);
  const deltas = new DeltaTable(db);
  const rollups = new RollupTable(db);
  const open = new OpenAttempts(db);
  const policies = new PolicyTable(db);
  const writer = new AttemptWriter({ db, series, texts, deltas, counters, nowMs: options.nowMs ?? Date.now });
  const seriesQueries = new SeriesQueries(series);
  const compactor = new Compactor(deltas, rollups, counters, series);
  const expirer = new Expirer(db, rollups, compactor, counters);
  const reader = new AttemptReader(db, series, texts);
  const callList = new CallList(db, reader);
  const attemptPages = new AttemptPages(db, reader);

  let logPages = 1_000;
  let synchronous = '';
  const setDurability = (durability: Durability) => {
    const wanted = durability === 'power' ? 'FULL' : 'NORMAL';
    if (wanted !== synchronous) db.pragma(`synchronous = ${wanted}`);
    synchronous = wanted;
  };
  const transaction = db.transaction((work: () => unknown) => work());
  /** One write transaction; what it had remembered of itself is forgotten if it fails. */
  const writing = <T>(durability: Durability, work: () => T): T => {
    try {
      setDurability(durability);
      return transaction.immediate(work) as T;
    } catch (error) {
      series.reset();
      texts.reset();
      deltas.reset();
      throw fromSqliteError(error, path) ?? error;
    }
  };
  /** One read transaction: every statement sees the same state. */
  const reading = <T>(work: () => T): T => {
    try {
      return transaction.deferred(work) as T;
    } catch (error) {
      throw fromSqliteError(error, path) ?? error;
    }
  };
  const aggregateNow = (queries: readonly AggregateQuery[]) => {
    const fineFromMinute = counters.get('fine_from_minute');
    const grouped = queries.map((query) => ({ query, grouping: seriesQueries.grouping(query.filter, query.groupBy) }));
    return aggregate({ rollups, deltas, fineFromMinute }, grouped);
  };
  const commit = ({ batches, opened, forget, seen, nowMs }: Commit, durability: Durability): WriteResult[] =>
    writing(durability, () => {
      const results = writer.write(batches);
      if (opened.length > 0 || forget.length > 0) open.note(opened, nowMs, forget);
      if (seen !== null) open.processSeen(seen, nowMs);
      return results;
    });
  const compactNow = (beforeMs: number, limit: number) =>
    writing('process', () => compactor.step(Math.floor(beforeMs / MINUTE_MS), limit));

  return {
    commit,
    compactNow,
    sync() {
      writing('power', () => counters.add('syncs', 1));
    },
    limitLog(pages) {
      if (pages !== logPages) db.pragma(`wal_autocheckpoint = ${pages}`);
      logPages = pages;
    },
    async write(attempts, durability) {
      const [result] = commit({ batches: [attempts], opened: [], forget: [], seen: null, nowMs: 0 }, durability);
      return result ?? { accepted: 0, duplicates: 0 };
    },
    async noteOpen(opened, nowMs, forget = []) {
      commit({ batches: [], opened, forget, seen: null, nowMs }, 'process');
    },
    async settleAbandoned(currentProcessId, nowMs) {
      return writing('power', () => {
        const [result] = writer.write([open.left(currentProcessId, nowMs)]);
        open.forgetProcesses(currentProcessId);
        return result?.accepted ?? 0;
      });
    },
    async underWay(fromMs, toMs) {
      return reading(() => open.underWay(fromMs, toMs));
    },
    async aggregate(query) {
      const [cells] = reading(() => aggregateNow([query]));
      return cells ?? [];
    },
    async aggregates(queries) {
      return reading(() => aggregateNow(queries));
    },
    async calls(query) {
      return reading(() => callList.page(query, seriesQueries.selection(query.filter)));
    },
    async call(callId) {
      return reading(() => reader.ofCall(callId));
    },
    attempts(filter, search) {
      return attemptPages.pages(filter, search, seriesQueries.selection(filter));
    },
    async since(seq, limit) {
      return reading(() => {
        if (limit === 0) return { rows: [], seq: Math.max(seq, reader.newestSeq()) };
        const rows = reader.since(seq, limit);
        return { rows, seq: rows.at(-1)?.seq ?? seq };
      });
    },
    async writtenSince(seq) {
      return reading(() => reader.writtenSince(seq));
    },
    async labels(dimension: Dimension) {
      const query = { filter: FOREVER, unit: 'attempts', stepMs: null, histograms: false } as const;
      const [cells] = reading(() => aggregateNow([{ ...query, groupBy: [dimension] }]));
      return (cells ?? [])
        .filter((cell) => cell.count > 0)
        .sort((a, b) => b.count - a.count)
        .map((cell) => cell.group[0] ?? '');
    },
    async policies() {
      return reading(() => policies.newest());
    },
    async policyHistory(fromMs, toMs) {
      return reading(() => policies.range(fromMs, toMs));
    },
    async putPolicies(value, atMs, note) {
      return writing('power', () => policies.put(value, atMs, note));
    },
    async compact(beforeMs, limit) {
      return compactNow(beforeMs, limit);
    },
    async expire(beforeMs, limit) {
      const expired = writing('process', () => expirer.step(beforeMs, limit));
      if (expired < limit) expirer.shrink();
      return expired;
    },
    async size() {
      return reading(() => ({
        bytes: fileSize(path) + fileSize(`${path}-wal`),
        attempts: counters.get('attempts'),
        oldestMs: reader.oldestMs(),
      }));
    },
    async cardinality() {
      return reading(() => ({
        series: series.all().size,
        seriesLimit: series.limits.series,
        collapsed: counters
          .withPrefix('collapsed_')
          .map(({ name, value }) => ({ dimension: name as Dimension, attempts: value })),
      }));
    },
    async close() {
      db.close();
    },
  };
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
