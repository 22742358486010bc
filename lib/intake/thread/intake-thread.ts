import { type MessagePort, Worker } from 'node:worker_threads';
import type { FromIntake, IntakeSettings, Job, JobAnswer, ToIntake } from './messages.ts';

/** Far above what the largest body needs: reached only by what got past the other limits, and then only the thread ends. */
const MAX_HEAP_MB = 512;

/** After a very large body the thread is ended when it is idle, which gives the memory back at once. */
const GROWN_BYTES = 128 * 1024 ** 2;

/** The thread that reads reports ended before it had answered. */
export class IntakeEnded extends Error {
  override name = 'IntakeEnded';
}

interface Waiting {
  worker: Worker;
  resolve: (answer: JobAnswer) => void;
  reject: (error: IntakeEnded) => void;
}

/**
 * Reads bodies in a thread of their own, so that nothing of it keeps the proxied calls waiting. The thread starts with
 * the first body, and anew should it end.
 */
export class IntakeThread {
  private readonly settings: IntakeSettings;
  private readonly lendWriter: (take: (port: MessagePort) => void) => void;
  private readonly onEnd: (reason: string) => void;
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | null = null;
  private lastId = 0;

  /** @param lendWriter the writer's `lend` */
  constructor(
    settings: IntakeSettings,
    lendWriter: (take: (port: MessagePort) => void) => void,
    onEnd: (reason: string) => void,
  ) {
    this.settings = settings;
    this.lendWriter = lendWriter;
    this.onEnd = onEnd;
  }

  /** How many bodies have not been answered. */
  get open(): number {
    return this.waiting.size;
  }

  /**
   * Hands a body over; its buffer is empty from then on.
   * @throws IntakeEnded
   */
  run(job: Job): Promise<JobAnswer> {
    this.worker ??= this.start();
    const { worker } = this;
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { worker, resolve, reject });
      worker.postMessage({ type: 'job', id, job } satisfies ToIntake, [job.body]);
    });
  }

  /** Ends the thread; a further body starts a new one. */
  async close(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: this.settings,
      name: 'weir-intake',
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    let reason = 'it ended';
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('message', ({ id, answer, heapBytes }: FromIntake) => {
      this.waiting.get(id)?.resolve(answer);
      this.waiting.delete(id);
      if (heapBytes > GROWN_BYTES && this.waiting.size === 0) void this.close();
    });
    worker.once('exit', () => this.ended(worker, reason));
    this.lendWriter((port) => {
      // A port lent for a thread that is gone reaches nobody.
      if (this.worker === worker || this.worker === null) worker.postMessage({ type: 'writer', port }, [port]);
      else port.close();
    });
    return worker;
  }

  private ended(worker: Worker, reason: string): void {
    if (this.worker === worker) {
      this.worker = null;
      this.onEnd(reason);
    }
    for (const [id, waiting] of this.waiting) {
      if (waiting.worker !== worker) continue;
      this.waiting.delete(id);
      waiting.reject(new IntakeEnded(reason));
    }
  }
}
