import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../db/migrate.ts';
import { NODE_OPTIONS } from '../../lib/node-options.ts';
import { ensureBuilt } from '../../scripts/lib/build.ts';
import { claimPort } from '../../scripts/lib/ports.ts';
import { ROOT } from '../../scripts/lib/settings.ts';
import { withBuildLock } from './build-lock.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;

export interface DashboardOptions {
  /** Settings over those of a dashboard by itself. */
  env?: Record<string, string>;
  /** A database that is there; else a new one in a folder of its own, which goes with the dashboard. */
  databasePath?: string;
}

/** The production build of the dashboard, running by itself. */
export interface RunningDashboard {
  url: string;
  port: number;
  databasePath: string;
  process: ChildProcess;
  /** What it has written so far, log lines included. */
  output(): string;
  /** Resolves with the exit code once the process has ended. */
  exited: Promise<number | null>;
  /** Ends it as Ctrl+C would, and removes its folder. */
  stop(): Promise<number | null>;
}

/**
 * Starts the dashboard's production build on a free port; builds it first when the build there is stale (unless
 * `WEIR_SKIP_BUILD` is set, to try one test again and again).
 * @throws Error with what it wrote, when it ends before it serves
 */
export async function startDashboard({ env = {}, databasePath }: DashboardOptions = {}): Promise<RunningDashboard> {
  if (!process.env.WEIR_SKIP_BUILD) await withBuildLock(ensureBuilt);
  const folder = mkdtempSync(join(tmpdir(), 'weir-dashboard-'));
  const path = databasePath ?? join(folder, 'weir.db');
  migrateDatabase(path);
  const port = await claimPort('127.0.0.1', 0, 'WEIR_DASHBOARD_PORT');
  const running = launch(port, path, env);
  const stop = async () => {
    running.process.kill('SIGTERM');
    const code = await running.exited;
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  try {
    await untilServing(running);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...running, stop };
}

function launch(port: number, databasePath: string, env: Record<string, string>): Omit<RunningDashboard, 'stop'> {
  const next = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  const child = spawn(
    process.execPath,
    [...NODE_OPTIONS.dashboard, next, 'start', '-H', '127.0.0.1', '-p', String(port)],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        WEIR_DATABASE_URL: `file:${databasePath}`,
        WEIR_DASHBOARD_PORT: String(port),
        WEIR_GATEWAY_PORT: '1',
        WEIR_STATUS_PAGES: '',
        WEIR_TOKEN: '',
        ...env,
      },
    },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { url: `http://127.0.0.1:${port}`, port, databasePath, process: child, output: () => text, exited };
}

async function untilServing({ url, exited, output }: Omit<RunningDashboard, 'stop'>): Promise<void> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadlineMs) {
    if (ended) throw new Error(`the dashboard ended before it served:\n${output()}`);
    const response = await fetch(`${url}/api/health`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`the dashboard did not serve within ${READY_WITHIN_MS / 1000} s:\n${output()}`);
}
