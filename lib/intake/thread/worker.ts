import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { PortWriter } from '../../../db/writer/port-writer.ts';
import { JobReader } from './job-reader.ts';
import type { FromIntake, IntakeSettings, ToIntake } from './messages.ts';

function heapBytes(): number {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return total_heap_size + external_memory;
}

/** The thread that reads reports: one body after the other is read, while those before it are written. */
function main(): void {
  if (!parentPort) throw new Error('reports are read in a thread of their own');
  const port = parentPort;
  const settings = workerData as IntakeSettings;
  const writer = new PortWriter(settings.databasePath);
  const reader = new JobReader(settings, writer);
  port.on('message', async (message: ToIntake) => {
    if (message.type === 'writer') {
      writer.use(message.port);
      return;
    }
    const answer = await reader.answer(message.job, Date.now());
    port.postMessage({ id: message.id, answer, heapBytes: heapBytes() } satisfies FromIntake);
  });
}

main();
