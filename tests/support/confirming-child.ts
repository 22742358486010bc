import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./store-writer-child.ts', import.meta.url));

/** A process that records attempts, and what it has confirmed so far. */
export interface ConfirmingChild {
  child: ChildProcess;
  /** Ids whose record was confirmed, in order; `done` at the end. */
  confirmed(): string[];
  /** Ends it as `kill -9` does, and resolves once it is gone. */
  kill(): Promise<void>;
}

/** @param through a command that runs it, such as `strace` with its options */
export function startConfirmingChild(args: string[], through: string[] = []): ConfirmingChild {
  const [command = process.execPath, ...rest] = [...through, process.execPath, SCRIPT, ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  return {
    child,
    // The last line may be cut off by the kill: it was not told in full.
    confirmed: () => output.split('\n').slice(0, -1),
    async kill() {
      // The whole group, so that a tracer goes with it.
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await gone;
    },
  };
}
