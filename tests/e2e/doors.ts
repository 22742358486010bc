import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { migrateDatabase } from '../../db/migrate.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';

/** Both doors on one new database, before a mock provider, each in a process of its own. */
export interface Doors {
  provider: MockProvider;
  gateway: RunningGateway;
  dashboard: RunningDashboard;
}

export const test = base.extend<object, { doors: Doors; record: string }>({
  /** Tests of another name have doors of their own, on a record where nothing is yet. */
  record: ['shared', { scope: 'worker', option: true }],
  doors: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the fixtures to be taken apart
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
      const databasePath = join(folder, 'weir.db');
      migrateDatabase(databasePath);
      const provider = await startMockProvider();
      const gateway = await startGateway({ folder, env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
      const dashboard = await startDashboard({
        databasePath,
        env: { WEIR_GATEWAY_PORT: String(gateway.port), WEIR_UPSTREAMS: `anthropic=${provider.url}` },
      });
      await use({ provider, gateway, dashboard });
      await dashboard.stop();
      await gateway.stop();
      await provider.close();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect } from '@playwright/test';

/** One call through the gateway that is not to be retried; resolves with status and request id. */
export async function call(gateway: RunningGateway, model: string): Promise<{ status: number; requestId: string }> {
  const response = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'k', 'x-weir-retries': '0', 'x-weir-app': 'e2e' },
    body: JSON.stringify({ model, max_tokens: 16, messages: [{ role: 'user', content: 'hi' }] }),
  });
  await response.text();
  return { status: response.status, requestId: response.headers.get('request-id') ?? '' };
}
