import type { Durability } from '../../db/store.ts';
import { startWriter } from '../../db/writer/start-writer.ts';
import { anAttempt, anOverload } from './attempts.ts';

/*
 * A process to be killed: records attempts, several at a time, and prints the id of each as soon as it is confirmed.
 * Arguments: path of the database, prefix of the call ids, `process` or `power`, how many calls (default: no end), how
 * many at a time. At the end it prints `done` and waits to be killed.
 */
const [path = '', prefix = 'c', durability = 'process', count = 'Infinity', parallel = '20'] = process.argv.slice(2);

const writer = startWriter({ path });
let next = 0;

async function recordCalls(): Promise<void> {
  for (let i = next++; i < Number(count); i = next++) {
    const startedAtMs = Date.now() - (i % 7) * 60_000;
    const labels = { callId: `${prefix}${i}`, model: `model-${i % 3}`, startedAtMs, durationMs: (i * 37) % 5_000 };
    const attempts = i % 4 === 0 ? [anOverload(labels), anAttempt({ ...labels, n: 2 })] : [anAttempt(labels)];
    for (const attempt of attempts) {
      await writer.record(attempt, durability as Durability);
      process.stdout.write(`${attempt.id}\n`);
    }
  }
}

await Promise.all(Array.from({ length: Number(parallel) }, recordCalls));
process.stdout.write('done\n');
