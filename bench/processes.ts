import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningProcess {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 10_000;

/**
 * Starts one of our own scripts, which says over IPC where it listens. Its output goes to a file in `scratch`.
 * @param options.withinMs how long it may take until then
 */
export async function startNode(
  name: string,
  script: string,
  options: { args?: string[]; env?: Record<string, string>; scratch: string; withinMs?: number },
): Promise<RunningProcess> {
  const logPath = join(options.scratch, `${name}.log`);
  const log = openSync(logPath, 'a');
  const child = fork(script, options.args ?? [], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}:\n${readFileSync(logPath, 'utf8').slice(-2000)}`);
  });
  const port = await Promise.race([listeningPort(child), failed, deadline(name, options.withinMs)]);
  failed.catch(() => {});
  return { pid: child.pid ?? 0, port, stop: () => stop(child) };
}

/** Starts a foreign program, which is up when its port takes connections. */
export async function startProgram(
  name: string,
  command: string,
  args: string[],
  options: { port: number; scratch: string } & SpawnOptions,
): Promise<RunningProcess> {
  const logPath = join(options.scratch, `${name}.log`);
  const log = openSync(logPath, 'a');
  const child = spawn(command, args, { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}:\n${readFileSync(logPath, 'utf8').slice(-2000)}`);
  });
  await Promise.race([accepting(options.port), failed, deadline(name)]);
  failed.catch(() => {});
  return { pid: child.pid ?? 0, port: options.port, stop: () => stop(child) };
}

/** Sends a forked script's result and lets it end: only once all of it has left, for what waits goes with the channel. */
export function sendResult(result: object): void {
  process.send?.(result, () => process.disconnect());
}

/**
 * The message of a forked script that is its result.
 * @throws Error if it ends without one
 */
export function resultOf<T>(
  name: string,
  child: ChildProcess,
  isResult: (message: unknown) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (isResult(message)) resolve(message as T);
    });
    // Not at its exit: what it has sent may still be on its way then.
    child.once('disconnect', () => reject(new Error(`${name} ended without a result`)));
  });
}

/** A port that was free a moment ago, for programs that cannot pick one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listeningPort(child: ChildProcess): Promise<number> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [{ type?: string; port?: number }];
    if (message.port !== undefined) return message.port;
  }
}

async function accepting(port: number): Promise<void> {
  for (;;) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (accepted) return;
    await sleep(100);
  }
}

async function deadline(name: string, withinMs = START_DEADLINE_MS): Promise<never> {
  await sleep(withinMs, undefined, { ref: false });
  throw new Error(`${name} did not start within ${withinMs / 1000} s`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}
