import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../db/migrate.ts';
import { startMockProvider } from '../tests/support/mock-provider/index.ts';
import { startMockStatusPage } from '../tests/support/mock-status-page/index.ts';
import { liveEvents, weekEvents } from './demo/events.ts';
import { liveScenario } from './demo/live-provider.ts';
import { liveTraffic } from './demo/live-traffic.ts';
import { loadHistory } from './demo/load-history.ts';
import { keepPage, otherPosts, overloadPosts } from './demo/status-page.ts';
import { fail, ROOT } from './lib/settings.ts';

const SEED = 529;
const say = (line: string) => process.stderr.write(`weir: ${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'weir-demo-'));
const databasePath = join(folder, 'weir.db');
const startMs = Date.now();
const ending = new AbortController();
const live = liveEvents(startMs);
const provider = await startMockProvider({ seed: SEED, scenario: liveScenario(live, SEED) });
const page = await startMockStatusPage();
const posts = [...otherPosts(startMs), ...overloadPosts(weekEvents(startMs)), ...overloadPosts(live)];
keepPage(page.model, posts, startMs, ending.signal);

say('writing a week of calls to a temporary database');
migrateDatabase(databasePath);
await loadHistory(databasePath, startMs, SEED).catch((error: Error) => fail(error.message));

const doors = spawn(process.execPath, [join(ROOT, 'scripts', 'start.ts')], {
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  env: {
    ...process.env,
    WEIR_DATABASE_URL: `file:${databasePath}`,
    WEIR_UPSTREAMS: `anthropic=${provider.url}`,
    WEIR_STATUS_PAGES: `anthropic=${page.url}`,
    WEIR_STATUS_INTERVAL: '15s',
  },
});
doors.on('message', ({ gatewayPort, dashboardPort }: { gatewayPort: number; dashboardPort: number }) => {
  process.send?.({ type: 'serving', port: dashboardPort });
  say('calls flow; the provider will be overloaded three minutes from now, its status page says so six minutes later');
  void liveTraffic(`http://127.0.0.1:${gatewayPort}`, SEED, ending.signal);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => doors.kill(signal));
doors.on('exit', async (code) => {
  ending.abort();
  await Promise.all([provider.close(), page.close()]);
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 0);
});
