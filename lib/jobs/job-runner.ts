import { type Backoff, startBackoff } from '../scheduler/backoff.ts';
import { BASE_POLICY, type Policy } from '../scheduler/policy.ts';
import { sleep } from '../scheduler/sleep.ts';

/** Something that is done again and again beside the pages. */
export interface Job {
  name: string;
  /** From the start to the first run. */
  firstAfterMs: number;
  /** From the end of one run to the next. */
  everyMs: number;
  /** One run. Ends early, without an error, once `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** How a job does, for `/metrics`. */
export interface JobState {
  name: string;
  runs: number;
  failures: number;
  lastRunMs: number | null;
  lastError: string | null;
}

export interface JobDeps {
  onError: (job: string, error: unknown) => void;
  nowMs: () => number;
}

/** After a failed run the next comes sooner than usual, and later with every failure more. */
const FAILURE_POLICY: Policy = {
  ...BASE_POLICY,
  maxRetries: Number.POSITIVE_INFINITY,
  initialDelayMs: 5_000,
  maxDelayMs: 10 * 60_000,
  jitter: { kind: 'equal' },
};

/** Runs jobs, each by itself, until stopped. */
export class JobRunner {
  private readonly deps: JobDeps;
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];
  private readonly byName = new Map<string, JobState>();

  constructor(deps: JobDeps) {
    this.deps = deps;
  }

  /** Starts a job. @throws Error for a second one of the same name. */
  start(job: Job): void {
    if (this.byName.has(job.name)) throw new Error(`the job ${job.name} runs already`);
    const state: JobState = { name: job.name, runs: 0, failures: 0, lastRunMs: null, lastError: null };
    this.byName.set(job.name, state);
    this.loops.push(this.loop(job, state));
  }

  states(): JobState[] {
    return [...this.byName.values()];
  }

  /** Ends every wait and asks what runs to end; resolves once all has. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async loop(job: Job, state: JobState): Promise<void> {
    const backoff = startBackoff(FAILURE_POLICY, Math.random);
    for (let waitMs = job.firstAfterMs; await this.wait(waitMs); waitMs = await this.runOnce(job, state, backoff));
  }

  /** False once stopped. */
  private async wait(ms: number): Promise<boolean> {
    await sleep(ms, this.stopping.signal).catch(() => {});
    return !this.stopping.signal.aborted;
  }

  private async runOnce(job: Job, state: JobState, backoff: Backoff): Promise<number> {
    state.runs++;
    state.lastRunMs = this.deps.nowMs();
    try {
      await job.run(this.stopping.signal);
      state.lastError = null;
      backoff.reset();
      return job.everyMs;
    } catch (error) {
      state.failures++;
      state.lastError = error instanceof Error ? error.message : String(error);
      this.deps.onError(job.name, error);
      return Math.min(job.everyMs, backoff.next() ?? job.everyMs);
    }
  }
}
