import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION } from '../../db/schema-version.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { Store } from '../../db/store.ts';
import { generateHistory } from '../generate-history.ts';
import { median, quantile } from '../statistics.ts';
import { type NamedQuery, storeQueries } from './store-queries.ts';

/** Of one query on one database, in milliseconds. */
export interface QueryTimes {
  p50Ms: number;
  p95Ms: number;
}

export interface QueryResult {
  name: string;
  small: QueryTimes;
  large: QueryTimes;
}

/** One database as it was asked. */
export interface StoreFacts {
  attempts: number;
  bytesPerAttempt: number;
  /** What a chart over the whole costs without rollups. */
  groupByMs: number;
}

export interface StoreComparison {
  small: StoreFacts;
  large: StoreFacts;
  queries: QueryResult[];
}

export interface StorePlan {
  /** Where the databases lie, for the next run too. */
  folder: string;
  small: number;
  large: number;
  rounds: number;
  say: (line: string) => void;
}

/** A fixed end, so that a database made earlier can be used again. */
const END_MS = 1_795_500_000_000;
const DAYS = 90;

/** Asks what the dashboard asks of two databases of 90 days, a small and a large one. */
export async function measureStore(plan: StorePlan): Promise<StoreComparison> {
  const [small, large] = [openHistory(plan, plan.small), openHistory(plan, plan.large)];
  try {
    return {
      small: await factsOf(small),
      large: await factsOf(large),
      queries: await compare(small.store, large.store, storeQueries(END_MS), plan.rounds),
    };
  } finally {
    await Promise.all([small.store.close(), large.store.close()]);
  }
}

/** Runs every query on both databases in turns, so that both meet the same machine. */
async function compare(small: Store, large: Store, queries: NamedQuery[], rounds: number): Promise<QueryResult[]> {
  const results: QueryResult[] = [];
  for (const query of queries) {
    const times = { small: [] as number[], large: [] as number[] };
    for (let round = -1; round < rounds; round++) {
      const [a, b] = [await timeMs(query, small), await timeMs(query, large)];
      // The first round fills caches.
      if (round < 0) continue;
      times.small.push(a);
      times.large.push(b);
    }
    results.push({ name: query.name, small: timesOf(times.small), large: timesOf(times.large) });
  }
  return results;
}

async function timeMs(query: NamedQuery, store: Store): Promise<number> {
  const startMs = performance.now();
  await query.run(store);
  return performance.now() - startMs;
}

function timesOf(samplesMs: number[]): QueryTimes {
  return { p50Ms: median(samplesMs), p95Ms: quantile(samplesMs, 0.95) };
}

interface History {
  path: string;
  store: Store;
}

function openHistory({ folder, say }: StorePlan, attempts: number): History {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `history-v${SCHEMA_VERSION}-${attempts}.db`);
  if (!existsSync(path)) {
    say(`  making ${path}`);
    const unfinished = `${path}.part`;
    generateHistory({ path: unfinished, attempts, days: DAYS, seed: 1, endMs: END_MS });
    renameSync(unfinished, path);
  }
  return { path, store: openSqliteStore(path) };
}

async function factsOf({ path, store }: History): Promise<StoreFacts> {
  const { attempts } = await store.size();
  return { attempts, bytesPerAttempt: statSync(path).size / attempts, groupByMs: groupByMs(path) };
}

function groupByMs(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    const startMs = performance.now();
    db.prepare(
      `SELECT started_at / 43200000 AS bucket, outcome, count(*) FROM attempts JOIN series ON series.id = series_id
       GROUP BY bucket, outcome`,
    ).all();
    return performance.now() - startMs;
  } finally {
    db.close();
  }
}
