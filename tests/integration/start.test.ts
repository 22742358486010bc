import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { NODE_OPTIONS } from '../../lib/node-options.ts';
import { doorSpec } from '../../scripts/lib/doors.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Started {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
}

interface Serving {
  gateway: string;
  dashboard: string;
}

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function start(env: Record<string, string>, args: string[] = []): Started {
  const folder = mkdtempSync(join(tmpdir(), 'weir-start-'));
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      WEIR_DATABASE_URL: `file:${join(folder, 'weir.db')}`,
      WEIR_GATEWAY_PORT: '0',
      WEIR_DASHBOARD_PORT: '0',
      WEIR_STATUS_PAGES: '',
      ...env,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  cleanups.push(async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, output: () => text, exited };
}

/** Resolves with the addresses once both doors serve. */
function serving({ child, exited, output }: Started): Promise<Serving> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { gatewayPort: number; dashboardPort: number }) =>
      resolve({
        gateway: `http://127.0.0.1:${message.gatewayPort}`,
        dashboard: `http://127.0.0.1:${message.dashboardPort}`,
      }),
    );
    void exited.then((code) => reject(new Error(`ended with ${code} before it served:\n${output()}`)));
  });
}

/** A provider that answers every request with a stream that never ends. */
async function endlessProvider(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: message_start\ndata: {"type":"message_start","message":{"model":"m","usage":{}}}\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

async function until<T>(what: string, probe: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const value = await Promise.resolve(probe()).catch(() => null);
    if (value) return value as NonNullable<T>;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`gave up waiting for ${what}`);
}

describe('the start of both doors', () => {
  it('serves both, prints the line to paste, and stops with open streams on one Ctrl+C', async () => {
    const started = start({ WEIR_UPSTREAMS: `anthropic=${await endlessProvider()}` });
    const { gateway, dashboard } = await serving(started);
    expect((await fetch(`${gateway}/healthz`)).status).toBe(200);
    expect((await fetch(`${dashboard}/api/health`)).status).toBe(200);
    expect(started.output()).toContain(`export ANTHROPIC_BASE_URL=${gateway}`);

    const live = await fetch(`${dashboard}/api/live`);
    const stream = await fetch(`${gateway}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"model":"m","stream":true}',
    });
    expect([live.status, stream.status]).toEqual([200, 200]);
    const drained = Promise.allSettled([live.text(), stream.text()]);
    started.child.kill('SIGINT');
    expect(await started.exited).toBe(0);
    await drained;
  });

  it('has the dashboard answer its first questions before anybody asks, by its token where it has one', async () => {
    const token = 'a-token-of-this-test';
    const { dashboard } = await serving(start({ WEIR_TOKEN: token }));
    const headers = { authorization: `Bearer ${token}` };
    const answered = await until('the last of them', async () => {
      const text = await (await fetch(`${dashboard}/metrics`, { headers })).text();
      return text.includes('route="/api/together",status="200"} 6') && text;
    });
    for (const route of ['/api/verdict', '/api/status', '/api/limits', '/api/advice'])
      expect(answered).toContain(`weir_dashboard_requests_total{route="${route}",status="200"} 1`);
    expect(answered).not.toContain('status="4');
  });

  // Of a dashboard that runs the command line is not to be had: Next writes a title over it.
  it('starts the dashboard with its own options of Node', () => {
    for (const dev of [false, true]) {
      const { args } = doorSpec('dashboard', readConfig({}), dev);
      expect(args.slice(0, NODE_OPTIONS.dashboard.length)).toEqual(NODE_OPTIONS.dashboard);
    }
  });

  it('starts a killed gateway again while the dashboard goes on', async () => {
    const started = start({});
    const { gateway, dashboard } = await serving(started);
    const argumentsOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const isGateway = (pid: number) => argumentsOf(pid).some((argument) => argument.endsWith('gateway/main.ts'));
    const pids = childrenOf(started.child.pid ?? 0);
    const victim = pids.find(isGateway);
    expect(argumentsOf(victim ?? 0)).toEqual(expect.arrayContaining([...NODE_OPTIONS.gateway]));
    const other = pids.find((pid) => pid !== victim);
    process.kill(victim ?? 0, 'SIGKILL');

    const next = await until('another gateway', () =>
      childrenOf(started.child.pid ?? 0).find((pid) => pid !== victim && isGateway(pid)),
    );
    await until('it to serve', async () => (await fetch(`${gateway}/healthz`)).ok);
    expect(next).not.toBe(victim);
    expect((await fetch(`${dashboard}/api/health`)).status).toBe(200);
    expect(childrenOf(started.child.pid ?? 0)).toContain(other);
    expect(started.output()).toMatch(/the gateway ended \(signal SIGKILL\); starting it again in \d+\.\d s/);
  });

  it('leaves no child behind when it is killed outright', async () => {
    const started = start({});
    await serving(started);
    const pids = childrenOf(started.child.pid ?? 0);
    expect(pids).toHaveLength(2);
    started.child.kill('SIGKILL');
    await until('both children to end', () => pids.every((pid) => !isRunning(pid)));
  });

  it('serves one door alone', async () => {
    const started = start({}, ['--only=gateway']);
    const { gateway } = await serving(started);
    expect((await fetch(`${gateway}/healthz`)).status).toBe(200);
    expect(childrenOf(started.child.pid ?? 0)).toHaveLength(1);
  });
});

describe('a start that cannot be', () => {
  it('says in one line that a port is taken', async () => {
    const taken = new URL(await endlessProvider()).port;
    const started = start({ WEIR_GATEWAY_PORT: taken });
    expect(await started.exited).toBe(1);
    expect(started.output()).toBe(`weir: port ${taken} is taken; end what uses it or set WEIR_GATEWAY_PORT\n`);
  });

  it('says in one line which setting does not parse', async () => {
    const started = start({ WEIR_RETENTION_DAYS: 'forever' });
    expect(await started.exited).toBe(1);
    expect(started.output()).toBe('weir: WEIR_RETENTION_DAYS is "forever", but may be a whole number from 1 to 3650\n');
  });
});

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
