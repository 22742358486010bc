import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Config } from '../../lib/config.ts';
import { NODE_OPTIONS } from '../../lib/node-options.ts';
import { ROOT } from './settings.ts';
import { type ChildSpec, exitOf } from './supervised-child.ts';
import { warmUp } from './warm-up.ts';

export type DoorName = 'gateway' | 'dashboard';

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;

/** The address of a door as a browser or client on this machine reaches it. */
export function doorUrl(config: Config, door: DoorName): string {
  const port = door === 'gateway' ? config.gatewayPort : config.dashboardPort;
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until `url` answers; rejects when the child ends first or the time is over. */
async function untilServing(door: DoorName, child: ChildProcess, url: string): Promise<void> {
  let ended: string | null = null;
  void exitOf(child).then((how) => {
    ended = how;
  });
  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadlineMs) {
    if (ended !== null) throw new Error(`the ${door} ended while starting (${ended}); its own message is above`);
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new Error(`the ${door} did not serve ${url} within ${READY_TIMEOUT_MS / 1000} s`);
}

/** How to start each door on the ports that `config` names. */
export function doorSpec(door: DoorName, config: Config, dev: boolean): ChildSpec {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: dev ? 'development' : 'production',
    WEIR_GATEWAY_PORT: String(config.gatewayPort),
    WEIR_DASHBOARD_PORT: String(config.dashboardPort),
  };
  if (door === 'gateway') {
    const main = join(ROOT, 'lib', 'gateway', 'main.ts');
    return {
      name: door,
      args: [...NODE_OPTIONS.gateway, ...(dev ? ['--watch', '--watch-preserve-output'] : []), main],
      env,
      ready: (child) => untilServing(door, child, `${doorUrl(config, door)}/healthz`),
    };
  }
  const next = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  return {
    name: door,
    args: [
      ...NODE_OPTIONS.dashboard,
      next,
      dev ? 'dev' : 'start',
      '-H',
      config.host,
      '-p',
      String(config.dashboardPort),
    ],
    env,
    ready: async (child) => {
      const url = doorUrl(config, door);
      await untilServing(door, child, `${url}/api/health`);
      if (!dev) void warmUp(url, config.token);
    },
  };
}
