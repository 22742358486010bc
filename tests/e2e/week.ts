import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { migrateDatabase } from '../../db/migrate.ts';
import type { EpisodesAnswer } from '../../lib/api/incident-shapes.ts';
import type { VerdictAnswer } from '../../lib/api/present-shapes.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { type DemoEvents, weekEvents } from '../../scripts/demo/events.ts';
import { weekOfCalls } from '../../scripts/demo/history.ts';
import { loadHistory } from '../../scripts/demo/load-history.ts';
import { keepPage, otherPosts, overloadPosts } from '../../scripts/demo/status-page.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { eventually } from '../support/eventually.ts';
import { startGateway } from '../support/gateway.ts';
import { startMockProvider } from '../support/mock-provider/index.ts';
import { type MockStatusPage, startMockStatusPage } from '../support/mock-status-page/index.ts';

const SEED = 529;

/** Both doors over a week in which much happened, as the demonstration has it, and the status page's own story of it. */
export interface Week {
  dashboard: RunningDashboard;
  page: MockStatusPage;
  events: DemoEvents;
  /** The end of the week. */
  endMs: number;
  /** All that is on record. */
  attempts: readonly Attempt[];
}

export const test = base.extend<object, { week: Week }>({
  week: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the fixtures to be taken apart
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
      const databasePath = join(folder, 'weir.db');
      const endMs = Date.now();
      const events = weekEvents(endMs);
      const page = await startMockStatusPage();
      const ending = new AbortController();
      keepPage(page.model, [...otherPosts(endMs), ...overloadPosts(events)], endMs, ending.signal);
      migrateDatabase(databasePath);
      await loadHistory(databasePath, endMs, SEED);
      const provider = await startMockProvider();
      const upstreams = { WEIR_UPSTREAMS: `anthropic=${provider.url}` };
      const gateway = await startGateway({ folder, env: upstreams });
      const dashboard = await startDashboard({
        databasePath,
        env: {
          ...upstreams,
          WEIR_GATEWAY_PORT: String(gateway.port),
          WEIR_STATUS_PAGES: `anthropic=${page.url}`,
          WEIR_STATUS_INTERVAL: '5s',
        },
      });
      // What a dashboard that has just started does not know yet is another matter than the week.
      const answer = async (path: string) => (await fetch(dashboard.url + path)).json();
      await eventually(
        () => answer('/api/episodes?from=now-7d'),
        (found: EpisodesAnswer) => found.countedTo !== null,
      );
      await eventually(
        () => answer('/api/verdict'),
        (found: VerdictAnswer) => found.evidence.page?.seenAt != null,
      );
      await use({ dashboard, page, events, endMs, attempts: [...weekOfCalls(endMs, SEED)].flat() });
      ending.abort();
      await dashboard.stop();
      await gateway.stop();
      await Promise.all([provider.close(), page.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect } from '@playwright/test';
