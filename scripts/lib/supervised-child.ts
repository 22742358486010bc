import { type ChildProcess, spawn } from 'node:child_process';
import type { Backoff } from '../../lib/scheduler/backoff.ts';
import { sleep } from '../../lib/scheduler/sleep.ts';

export interface ChildSpec {
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Resolves once the child serves; called after the first start. */
  ready: (child: ChildProcess) => Promise<void>;
}

export interface SupervisorDeps {
  /** Waits before restarts; its own for each child. */
  backoff: Backoff;
  say: (line: string) => void;
  nowMs: () => number;
}

/** A run this long counts as healthy: the next crash starts the back-off afresh. */
const HEALTHY_RUN_MS = 60_000;
const KILL_AFTER_MS = 4_000;

/** Keeps one child process running until stopped: a child that ends by itself is started again, with back-off. */
export class SupervisedChild {
  readonly spec: ChildSpec;
  private readonly deps: SupervisorDeps;
  private readonly stopping = new AbortController();
  private child: ChildProcess | null = null;

  constructor(spec: ChildSpec, deps: SupervisorDeps) {
    this.spec = spec;
    this.deps = deps;
  }

  /** Starts the child for the first time; rejects when it ends before it serves. */
  async start(): Promise<void> {
    const child = this.spawn();
    await this.spec.ready(child);
    void this.watch(child);
  }

  private spawn(): ChildProcess {
    const child = spawn(process.execPath, this.spec.args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: this.spec.env,
    });
    this.child = child;
    return child;
  }

  private async watch(first: ChildProcess): Promise<void> {
    for (let child = first; ; child = this.spawn()) {
      const startedAtMs = this.deps.nowMs();
      const how = await exitOf(child);
      if (this.stopping.signal.aborted) return;
      if (this.deps.nowMs() - startedAtMs >= HEALTHY_RUN_MS) this.deps.backoff.reset();
      const delayMs = this.deps.backoff.next() ?? 0;
      this.deps.say(`the ${this.spec.name} ended (${how}); starting it again in ${(delayMs / 1000).toFixed(1)} s`);
      try {
        await sleep(delayMs, this.stopping.signal);
      } catch {
        return;
      }
    }
  }

  /** Asks the child to end, and after four seconds ends it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = exitOf(child);
    child.kill('SIGTERM');
    const lastResort = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    await ended;
    clearTimeout(lastResort);
  }
}

/** How a process ended, in words. */
export function exitOf(child: ChildProcess): Promise<string> {
  const inWords = (code: number | null, signal: NodeJS.Signals | null) =>
    signal ? `signal ${signal}` : `code ${code}`;
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(inWords(child.exitCode, child.signalCode));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(inWords(code, signal)));
    child.once('error', (error) => resolve(error.message));
  });
}
