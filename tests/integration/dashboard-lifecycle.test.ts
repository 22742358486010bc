import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { ROOT } from '../../scripts/lib/settings.ts';
import { ask } from '../support/ask.ts';
import { anAttempt } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { readLive } from '../support/live-events.ts';

/** Nobody should wait longer for Ctrl+C. */
const STOPS_WITHIN_MS = 5_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-lifecycle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What `next start` writes and how it ends, where it is expected not to start. */
function failedStart(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const next = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

describe('a start', () => {
  let running: RunningDashboard;
  beforeAll(async () => {
    running = await startDashboard();
  }, 240_000);
  afterAll(() => running?.stop());

  test('with bad settings is refused in one line', async () => {
    const { code, stderr } = await failedStart({ WEIR_LOG: 'loud' });
    expect(code).toBe(1);
    expect(stderr.trim()).toBe('WEIR_LOG is "loud", but may be trace, debug, info, warn, error, silent');
  });

  test('on a database that is not one is refused in one line', async () => {
    const { code, stderr } = await failedStart({ WEIR_DATABASE_URL: `file:${folder}` });
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(`database ${folder} is a folder, not a file`);
  });

  test('logs JSON lines and no more than one start', () => {
    const lines = running
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ name: 'dashboard', msg: 'started' }]);
  });
});

describe('SIGTERM', () => {
  test('ends everything within seconds, with event streams, an export and idle connections open', async () => {
    const dashboard = await startDashboard();
    const store = openSqliteStore(dashboard.databasePath);
    for (let batch = 0; batch < 40; batch++)
      await store.write(
        Array.from({ length: 500 }, (_, i) => anAttempt({ callId: `${batch}-${i}`, startedAtMs: Date.now() - 60_000 })),
        'process',
      );
    await store.close();
    const streams = await Promise.all(Array.from({ length: 5 }, () => readLive(`${dashboard.url}/api/live`)));
    await streams[0]?.until(({ type }) => type === 'hello');
    // A kept-alive connection that does nothing.
    await (await fetch(`${dashboard.url}/api/health`)).text();
    const download = new Promise<string>((resolve) => {
      const asked = request(`${dashboard.url}/api/export?from=now-1h`, { agent: false }, (response) => {
        response.once('end', () => resolve('complete'));
        response.once('error', (error) => resolve(error.message));
        // Nothing of it is read until the process was told to end.
        dashboard.process.kill('SIGTERM');
        setTimeout(() => response.resume(), 500);
      });
      asked.end();
    });
    const startedMs = performance.now();
    const code = await Promise.race([
      dashboard.exited,
      new Promise<string>((resolve) => setTimeout(() => resolve('still running'), STOPS_WITHIN_MS).unref()),
    ]);
    expect(code).toBe(143);
    expect(performance.now() - startedMs).toBeLessThan(STOPS_WITHIN_MS);
    await Promise.all(streams.map(({ ended }) => ended));
    // Cut off, and to be seen as such: never a file that looks whole.
    expect(await download).toBe('aborted');
    expect(dashboard.output()).toContain('"msg":"stopped"');
    await dashboard.stop();
  }, 240_000);

  test('leaves sessions that outlive it', async () => {
    const databasePath = join(folder, 'sessions.db');
    const env = { WEIR_TOKEN: 'correct-horse-battery' };
    const first = await startDashboard({ databasePath, env });
    const login = await ask(`${first.url}/api/login`, {
      method: 'POST',
      body: JSON.stringify({ token: env.WEIR_TOKEN }),
    });
    const value = /=([^;]+);/.exec(login.headers['set-cookie']?.[0] ?? '')?.[1];
    await first.stop();
    const second = await startDashboard({ databasePath, env });
    const cookie = `weir_session_${second.port}=${value}`;
    expect((await ask(`${second.url}/api/config`, { headers: { cookie } })).status).toBe(200);
    await second.stop();
  }, 240_000);
});
