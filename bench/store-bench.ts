import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { openSqliteStore } from '../db/sqlite/open.ts';
import type { Store } from '../db/store.ts';
import { generateHistory } from './generate-history.ts';
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
  /** How many times as long the large database takes, at the median. */
  ratio: number;
}

const USAGE = `node bench/store-bench.ts [--small N] [--large N] [--folder DIR] [--rounds N] [--only TEXT] [--all]
  Makes two databases of N attempts over 90 days (100,000 and 1,000,000 unless said otherwise), or takes those that an
  earlier run left in DIR, and asks both what the dashboard asks.`;
/** A fixed end, so that a database made earlier can be used again. */
const END_MS = 1_795_500_000_000;
const DAYS = 90;

/** Runs every query `rounds` times on both databases, taking turns, so that both meet the same machine. */
export async function compareStores(
  small: Store,
  large: Store,
  queries: NamedQuery[],
  rounds: number,
): Promise<QueryResult[]> {
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
    const [a, b] = [timesOf(times.small), timesOf(times.large)];
    results.push({ name: query.name, small: a, large: b, ratio: b.p50Ms / a.p50Ms });
  }
  return results;
}

async function timeMs(query: NamedQuery, store: Store): Promise<number> {
  const startMs = performance.now();
  await query.run(store);
  return performance.now() - startMs;
}

function timesOf(samples: number[]): QueryTimes {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** What the same chart costs without rollups. */
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

function historyOf(folder: string, attempts: number): string {
  const path = join(folder, `history-${attempts}.db`);
  if (existsSync(path)) return path;
  say(`making ${path}`);
  generateHistory({ path, attempts, days: DAYS, seed: 1, endMs: END_MS });
  return path;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      small: { type: 'string', default: '100000' },
      large: { type: 'string', default: '1000000' },
      folder: { type: 'string', default: join(tmpdir(), 'weir-store-bench') },
      rounds: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  mkdirSync(values.folder, { recursive: true });
  const paths = [values.small, values.large].map((attempts) => historyOf(values.folder, Number(attempts)));
  const [small, large] = paths.map((path) => openSqliteStore(path));
  if (!small || !large) throw new Error('two databases were to be opened');
  for (const [i, path] of paths.entries()) {
    const { attempts } = await (i === 0 ? small : large).size();
    const groupBy = groupByMs(path).toFixed(0);
    say(
      `${path}: ${attempts} attempts, ${(statSync(path).size / attempts).toFixed(0)} bytes each; plain GROUP BY ${groupBy} ms`,
    );
  }
  const queries = storeQueries(END_MS).filter((query) => query.name.includes(values.only));
  const results = await compareStores(small, large, queries, Number(values.rounds));
  await Promise.all([small.close(), large.close()]);
  report(results, values.all);
}

function report(results: QueryResult[], all: boolean): void {
  const slowest = results.toSorted((a, b) => b.large.p95Ms - a.large.p95Ms);
  for (const { name, small, large, ratio } of all ? slowest : slowest.slice(0, 25))
    say(
      `${name.padEnd(50)} small p50 ${small.p50Ms.toFixed(2).padStart(6)} p95 ${small.p95Ms.toFixed(2).padStart(6)}  ` +
        `large p50 ${large.p50Ms.toFixed(2).padStart(6)} p95 ${large.p95Ms.toFixed(2).padStart(6)} ms  ratio ${ratio.toFixed(1)}`,
    );
  const count = (holds: (result: QueryResult) => boolean) => `${results.filter(holds).length} of ${results.length}`;
  say(`p95 on the large database within 50 ms: ${count((result) => result.large.p95Ms <= 50)}`);
  say(
    `at most twice the small one's median, or 2 ms more: ${count(({ small, large, ratio }) => ratio <= 2 || large.p50Ms - small.p50Ms <= 2)}`,
  );
  say(`at most twice the small one's median: ${count((result) => result.ratio <= 2)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
