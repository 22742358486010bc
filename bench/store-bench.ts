import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../db/sqlite/open.ts';
import type { Store } from '../db/store.ts';
import { type NamedQuery, storeQueries } from './store-queries.ts';

/** Of one query on one database, in milliseconds. `cpu`: of this thread alone, whatever else the machine does. */
export interface QueryTimes {
  p50Ms: number;
  p95Ms: number;
  cpuMs: number;
}

export interface QueryResult {
  name: string;
  small: QueryTimes;
  large: QueryTimes;
  /** How much longer the large database takes, at the median. */
  ratio: number;
}

/** Runs every query `rounds` times on both databases, taking turns, so that both meet the same machine. */
export async function compareStores(
  small: Store,
  large: Store,
  queries: NamedQuery[],
  rounds: number,
): Promise<QueryResult[]> {
  const results: QueryResult[] = [];
  for (const query of queries) {
    const times = { small: [] as Sample[], large: [] as Sample[] };
    await query.run(small);
    await query.run(large);
    for (let round = 0; round < rounds; round++) {
      times.small.push(await sample(query, small));
      times.large.push(await sample(query, large));
    }
    const [a, b] = [timesOf(times.small), timesOf(times.large)];
    results.push({ name: query.name, small: a, large: b, ratio: b.cpuMs / a.cpuMs });
  }
  return results;
}

interface Sample {
  wallMs: number;
  cpuMs: number;
}

async function sample(query: NamedQuery, store: Store): Promise<Sample> {
  const startMs = performance.now();
  const cpu = process.threadCpuUsage();
  await query.run(store);
  const used = process.threadCpuUsage(cpu);
  return { wallMs: performance.now() - startMs, cpuMs: (used.user + used.system) / 1000 };
}

function timesOf(samples: Sample[]): QueryTimes {
  const quantile = (values: number[], q: number) => {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  };
  const wall = samples.map((one) => one.wallMs);
  return {
    p50Ms: quantile(wall, 0.5),
    p95Ms: quantile(wall, 0.95),
    cpuMs: quantile(
      samples.map((one) => one.cpuMs),
      0.5,
    ),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      small: { type: 'string' },
      large: { type: 'string' },
      end: { type: 'string' },
      rounds: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
    },
  });
  if (!values.small || !values.large || !values.end) throw new Error('--small FILE --large FILE --end MS are needed');
  const [small, large] = [openSqliteStore(values.small), openSqliteStore(values.large)];
  const queries = storeQueries(Number(values.end)).filter((query) => query.name.includes(values.only));
  const results = await compareStores(small, large, queries, Number(values.rounds));
  for (const { name, small: a, large: b, ratio } of results.toSorted((x, y) => y.large.cpuMs - x.large.cpuMs))
    process.stdout.write(
      `${name.padEnd(52)} small cpu ${a.cpuMs.toFixed(2)} p95 ${a.p95Ms.toFixed(1)} | large cpu ${b.cpuMs.toFixed(2)} p50 ${b.p50Ms.toFixed(1)} p95 ${b.p95Ms.toFixed(1)} ms | ratio ${ratio.toFixed(1)}\n`,
    );
  await small.close();
  await large.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
