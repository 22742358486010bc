import { parseArgs } from 'node:util';
import { migrateDatabase } from '../db/migrate.ts';
import type { Config } from '../lib/config.ts';
import { startBackoff } from '../lib/scheduler/backoff.ts';
import { ensureBuilt, nextDist } from './lib/build.ts';
import { type DoorName, doorSpec, doorUrl } from './lib/doors.ts';
import { claimPort } from './lib/ports.ts';
import { packReporter } from './lib/reporter.ts';
import { RESTART_POLICY } from './lib/restart-policy.ts';
import { fail, loadSettings } from './lib/settings.ts';
import { SupervisedChild } from './lib/supervised-child.ts';

const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false }, only: { type: 'string' } } });
const doors: DoorName[] = values.only ? [values.only as DoorName] : ['gateway', 'dashboard'];
const say = (line: string) => process.stderr.write(`weir: ${line}\n`);

async function claimPorts(settings: Config): Promise<Config> {
  const config = { ...settings };
  if (doors.includes('gateway'))
    config.gatewayPort = await claimPort(config.host, config.gatewayPort, 'WEIR_GATEWAY_PORT');
  if (doors.includes('dashboard'))
    config.dashboardPort = await claimPort(config.host, config.dashboardPort, 'WEIR_DASHBOARD_PORT');
  return config;
}

function greet(config: Config): void {
  const lines = [''];
  if (doors.includes('dashboard')) lines.push(`  dashboard   ${doorUrl(config, 'dashboard')}`);
  if (doors.includes('gateway')) {
    const url = doorUrl(config, 'gateway');
    lines.push(`  gateway     ${url}`, '', '  Point a client at it:', `  export ANTHROPIC_BASE_URL=${url}`);
  }
  process.stdout.write(`${[...lines, '', '  Ctrl+C stops it.', ''].join('\n')}\n`);
}

try {
  const config = await claimPorts(loadSettings());
  migrateDatabase(config.databasePath);
  if (doors.includes('dashboard')) await (values.dev ? packReporter(nextDist()) : ensureBuilt());

  const children = doors.map(
    (door) =>
      new SupervisedChild(doorSpec(door, config, values.dev), {
        backoff: startBackoff(RESTART_POLICY, Math.random),
        say,
        nowMs: () => performance.now(),
      }),
  );
  let stopping: Promise<unknown> | null = null;
  const stop = (code: number) => {
    stopping ??= Promise.all(children.map((child) => child.stop())).then(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));

  try {
    await Promise.all(children.map((child) => child.start()));
    greet(config);
    process.send?.({ type: 'serving', gatewayPort: config.gatewayPort, dashboardPort: config.dashboardPort });
  } catch (error) {
    if (!stopping) say(error instanceof Error ? error.message : String(error));
    stop(1);
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
