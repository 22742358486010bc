import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Committer } from './committer.ts';
import type { FromWorker, PortAnswer, PortMessage, ToWorker, WorkerData } from './messages.ts';

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

  const others = new Set<MessagePort>();
  const connect = (other: MessagePort) => {
    others.add(other);
    other.on('close', () => others.delete(other));
    other.on('message', async (message: PortMessage) => {
      const beganMs = performance.now();
      const outcome = message.kind === 'write' ? committer.commitPart(message.attempts) : await committer.syncBeside();
      const tookMs = performance.now() - beganMs;
      other.postMessage({ id: message.id, outcome, tookMs } satisfies PortAnswer);
    });
  };

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
        connect(message.port);
        break;
      case 'close':
        for (const other of others) other.close();
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
