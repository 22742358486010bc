import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION } from '../../db/schema-version.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { Store } from '../../db/store.ts';
import { generateHistory } from '../generate-history.ts';
import { compareTimes, type QueryResult } from './compare-times.ts';
import { measureApi } from './store-api.ts';
import { storeQueries } from './store-queries.ts';

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
  /** Of the API, by HTTP. */
  requests: QueryResult[];
  /** Of the store, within a process. */
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

/** Asks what the dashboard asks, and the dashboard itself, of two databases of 90 days, a small and a large one. */
export async function measureStore(plan: StorePlan): Promise<StoreComparison> {
  const [small, large] = [openHistory(plan, plan.small), openHistory(plan, plan.large)];
  try {
    const facts = { small: await factsOf(small), large: await factsOf(large) };
    const queries = await compareTimes(small.store, large.store, storeQueries(END_MS), plan.rounds);
    const requests = await measureApi({ ...plan, small: small.path, large: large.path, endMs: END_MS });
    return { ...facts, requests, queries };
  } finally {
    await Promise.all([small.store.close(), large.store.close()]);
  }
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
