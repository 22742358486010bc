import { parentPort, workerData } from 'node:worker_threads';
import { Committer } from './committer.ts';
import { LentPorts } from './lent-ports.ts';
import type { FromWorker, ToWorker, WorkerData } from './messages.ts';

/** The writer's thread: one message after the other, each answered. */
function main(): void {
  if (!parentPort) throw new Error('the writer runs in a thread of its own');
  const port = parentPort;
  const post = (message: FromWorker) => port.postMessage(message);
  const committer = new Committer((workerData as WorkerData).path, (trouble) => post({ type: 'trouble', trouble }));

  const answer = async (id: number, work: () => Promise<Extract<FromWorker, { type: 'answer' }>['value']>) => {
    try {
      post({ type: 'answer', id, value: await work() });
    } catch (error) {
      post({ type: 'failed', id, trouble: committer.troubleOf(error) });
    }
  };

  const lent = new LentPorts(committer);

  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'commit':
        post({ type: 'committed', ...committer.commit(message) });
        break;
      case 'settle':
        answer(message.id, async () => committer.open().settleAbandoned(message.processId, message.nowMs));
        break;
      case 'policies':
        answer(message.id, async () => committer.open().policies());
        break;
      case 'connect':
        lent.connect(message.port);
        break;
      case 'close':
        lent.close();
        committer.close();
        port.close();
        break;
    }
  });

  try {
    committer.open();
    post({ type: 'opened' });
  } catch (error) {
    post({ type: 'trouble', trouble: committer.troubleOf(error) });
  }
}

main();
