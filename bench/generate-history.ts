import { existsSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { writeBulk } from './generate-history-bulk.ts';
import { traffic } from './generate-history-traffic.ts';

export interface HistoryOptions {
  path: string;
  attempts: number;
  days: number;
  seed: number;
  /** Where the history ends. */
  endMs: number;
}

const DAY_MS = 86_400_000;

/** Makes a database with a generated past, in place of one that may be there. @returns how many attempts it holds */
export function generateHistory(options: HistoryOptions, onProgress?: (rows: number) => void): number {
  const { path, attempts, days, seed, endMs } = options;
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) rmSync(file);
  return writeBulk(path, traffic({ seed, attempts, fromMs: endMs - days * DAY_MS, toMs: endMs }), onProgress);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      path: { type: 'string' },
      attempts: { type: 'string', default: '1000000' },
      days: { type: 'string', default: '90' },
      seed: { type: 'string', default: '1' },
      end: { type: 'string', default: String(Math.floor(Date.now() / 60_000) * 60_000) },
    },
  });
  if (!values.path) throw new Error('--path FILE is needed: the database to make');
  const startMs = performance.now();
  const rows = generateHistory(
    {
      path: values.path,
      attempts: Number(values.attempts),
      days: Number(values.days),
      seed: Number(values.seed),
      endMs: Number(values.end),
    },
    (done) =>
      process.stderr.write(`\r${done} attempts, ${Math.round(done / ((performance.now() - startMs) / 1000))}/s `),
  );
  process.stdout.write(`\n${values.path}: ${rows} attempts\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
