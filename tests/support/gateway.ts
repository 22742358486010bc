import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { CallRow } from '../../db/store.ts';
import { NODE_OPTIONS } from '../../lib/node-options.ts';

const MAIN = fileURLToPath(new URL('../../lib/gateway/main.ts', import.meta.url));
const POLL_MS = 15;
/** Generous: reached only when something is wrong, on a busy machine too. */
const DEADLINE_MS = 20_000;

export interface GatewayOptions {
  /** `WEIR_...` settings; no others of the surrounding process hold. */
  env?: Record<string, string>;
  /** An existing folder for database and key; by default a temporary one, removed by `stop`. */
  folder?: string;
}

/** A gateway in a process of its own. */
export interface RunningGateway {
  url: string;
  port: number;
  folder: string;
  databasePath: string;
  child: ChildProcess;
  /** What it logged, a line each. */
  logged: string[];
  /** Ends it in good order; resolves with its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<{ code: number | null }>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Every attempt on record, oldest first. */
  attempts(): Promise<CallRow[]>;
  /** The same as soon as there are `count` (and as `holds` wants them); rejects after a while. */
  untilAttempts(count: number, holds?: (rows: CallRow[]) => boolean): Promise<CallRow[]>;
}

/** The environment of a gateway: nothing of ours but what it needs to run, and `env`. */
export function gatewayEnvironment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env;
  return { PATH, HOME, ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }), NODE_ENV: 'production', ...env };
}

/** Every attempt in a database, oldest first. */
export async function readAttempts(databasePath: string): Promise<CallRow[]> {
  const store = openSqliteStore(databasePath);
  try {
    return (await store.since(0, 100_000)).rows;
  } finally {
    await store.close();
  }
}

/** Waits for what `look` finds; rejects with the last it found after `deadlineMs`. */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (found: T) => boolean,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (holds(found)) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain; last: ${JSON.stringify(found)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Starts a gateway on a free port with a database of its own. */
export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'weir-gateway-'));
  const databasePath = join(folder, 'weir.db');
  const child = spawn(process.execPath, [...NODE_OPTIONS.gateway, MAIN], {
    env: gatewayEnvironment({
      WEIR_DATABASE_URL: `file:${databasePath}`,
      WEIR_GATEWAY_PORT: '0',
      WEIR_LOG: 'info',
      ...options.env,
    }),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const logged: string[] = [];
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => logged.push(line));
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const port = await Promise.race([
    new Promise<number>((resolve) => {
      child.on('message', (message: { type?: string; port?: number }) => {
        if (message.type === 'listening' && message.port) resolve(message.port);
      });
    }),
    exited.then(([code]) => {
      throw new Error(`the gateway ended with ${code} while starting: ${logged.join('\n')}`);
    }),
  ]);
  let expected = false;
  void exited.then(([code, signal]) => {
    if (!expected)
      process.stderr.write(`the gateway ended by itself (${signal ?? code}): ${logged.slice(-20).join('\n')}\n`);
  });
  const clean = () => {
    if (!options.folder) rmSync(folder, { recursive: true, force: true });
  };
  const attempts = () => readAttempts(databasePath);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    folder,
    databasePath,
    child,
    logged,
    async stop(signal = 'SIGTERM') {
      expected = true;
      child.kill(signal);
      const [code] = await exited;
      clean();
      return { code };
    },
    async kill() {
      expected = true;
      child.kill('SIGKILL');
      await exited;
    },
    attempts,
    untilAttempts: (count, holds = () => true) => until(attempts, (rows) => rows.length >= count && holds(rows)),
  };
}
