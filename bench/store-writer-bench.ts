import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateDatabase } from '../db/migrate.ts';
import type { Durability } from '../db/store.ts';
import { startWriter } from '../db/writer/start-writer.ts';
import type { Attempt } from '../lib/outcome/attempt.ts';
import { traffic } from './generate-history-traffic.ts';

/*
 * How many attempts a second the writer's thread takes, and what each costs the thread that calls it. Attempts are made
 * beforehand; so many callers record one after the other, each waiting until its own is confirmed.
 */
const { values } = parseArgs({ options: { attempts: { type: 'string', default: '30000' } } });
const count = Number(values.attempts);
const endMs = Math.floor(Date.now() / 60_000) * 60_000;
const attempts = [...traffic({ seed: 3, attempts: count, fromMs: endMs - 3_600_000, toMs: endMs })];

async function measure(callers: number, durability: Durability, of: readonly Attempt[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-writer-bench-'));
  const path = join(folder, 'weir.db');
  migrateDatabase(path);
  const writer = startWriter({ path });
  await writer.ready();
  let next = 0;
  const startMs = performance.now();
  const thread = process.threadCpuUsage();
  const all = process.cpuUsage();
  const caller = async () => {
    for (let attempt = of[next++]; attempt; attempt = of[next++]) await writer.record(attempt, durability);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - startMs) / 1000;
  const own = process.threadCpuUsage(thread);
  const both = process.cpuUsage(all);
  const microseconds = ({ user, system }: NodeJS.CpuUsage) => ((user + system) / of.length).toFixed(1);
  process.stdout.write(
    `${durability} ${String(callers).padStart(4)} callers: ${(of.length / seconds).toFixed(0).padStart(6)} attempts/s, ` +
      `CPU ${microseconds(own)} us of the caller's thread, ${microseconds(both)} us of all, per attempt\n`,
  );
  await writer.close();
  rmSync(folder, { recursive: true });
}

await measure(64, 'process', attempts.slice(0, 5_000));
for (const callers of [1, 16, 64, 256, 1024])
  await measure(callers, 'process', callers === 1 ? attempts.slice(0, 5_000) : attempts);
await measure(64, 'power', attempts.slice(0, 10_000));
