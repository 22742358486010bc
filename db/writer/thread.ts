import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerData } from './messages.ts';

export interface ThreadEvents {
  onMessage: (message: FromWorker) => void;
  /** It ended without being asked to. */
  onDeath: (reason: string) => void;
}

/** The worker thread while it lives. */
export class Thread {
  private readonly worker: Worker;
  private readonly ended: Promise<void>;
  private isClosing = false;

  constructor(path: string, { onMessage, onDeath }: ThreadEvents) {
    const workerData: WorkerData = { path };
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: 'weir-writer' });
    let reason = 'it ended';
    this.worker.on('message', onMessage);
    this.worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    this.ended = new Promise((resolve) => {
      this.worker.once('exit', (code) => {
        resolve();
        if (!this.isClosing) onDeath(`the writer's thread died: ${reason} (exit code ${code})`);
      });
    });
  }

  /** @throws DataCloneError for what cannot cross to another thread */
  post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** A port by which another thread may write. It closes with this thread. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.worker.postMessage({ type: 'connect', port: port1 } satisfies ToWorker, [port1]);
    return port2;
  }

  /** Lets it finish what it was given, then ends it; by force after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    this.isClosing = true;
    this.post({ type: 'close' });
    const force = setTimeout(() => this.worker.terminate(), timeoutMs);
    await this.ended;
    clearTimeout(force);
  }
}
