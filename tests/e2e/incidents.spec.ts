import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { anAttempt } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type MockProvider, overloaded, startMockProvider } from '../support/mock-provider/index.ts';
import { type MockStatusPage, startMockStatusPage } from '../support/mock-status-page/index.ts';
import { type ScriptedClock, scriptedClock } from '../support/scripted-clock.ts';

const MINUTE = 60_000;
const QUIET_MINUTES = 600;
const CALLS_A_MINUTE = 10;
/** Of each minute's calls, so many fail while the outage lasts. */
const FAILING = 7;

let folder: string;
let clock: ScriptedClock;
let provider: MockProvider;
let statusPage: MockStatusPage;
let gateway: RunningGateway;
let dashboard: RunningDashboard;

/** Ten quiet hours up to now, as if the applications had called all the time. */
async function recordQuiet(databasePath: string, endMs: number): Promise<void> {
  const store = openSqliteStore(databasePath);
  const attempts: Attempt[] = [];
  for (let at = endMs - QUIET_MINUTES * MINUTE; at < endMs; at += MINUTE)
    for (let i = 0; i < CALLS_A_MINUTE; i += 1)
      attempts.push(anAttempt({ callId: `q-${at}-${i}`, startedAtMs: at + i * 1000 }));
  await store.write(attempts, 'process');
  await store.close();
}

/** One minute of calls through the gateway; then the clock moves on to the next. */
async function minuteOfOutage(): Promise<void> {
  provider.script(...Array.from({ length: FAILING }, () => overloaded()));
  for (let i = 0; i < CALLS_A_MINUTE; i += 1) {
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'k', 'x-weir-retries': '0' },
      body: JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 16, messages: [] }),
    });
    await response.text();
  }
  clock.advance(MINUTE);
}

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
  const databasePath = join(folder, 'weir.db');
  clock = scriptedClock(folder);
  // A minute begins: the calls of each step then fall into one minute.
  clock.advance(MINUTE - (clock.nowMs() % MINUTE));
  migrateDatabase(databasePath);
  await recordQuiet(databasePath, Math.floor(clock.nowMs() / MINUTE) * MINUTE);
  provider = await startMockProvider();
  statusPage = await startMockStatusPage();
  gateway = await startGateway({ folder, env: { ...clock.env, WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
  dashboard = await startDashboard({
    databasePath,
    env: {
      ...clock.env,
      WEIR_GATEWAY_PORT: String(gateway.port),
      WEIR_UPSTREAMS: `anthropic=${provider.url}`,
      WEIR_STATUS_PAGES: `anthropic=${statusPage.url}`,
      WEIR_STATUS_INTERVAL: '200ms',
    },
  });
});

test.afterAll(async () => {
  await dashboard?.stop();
  await gateway?.stop();
  await Promise.all([provider?.close(), statusPage?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

test('an outage: the headline turns, then says confirmed once the page posts; both show on the chart', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const headline = page.getByRole('heading', { level: 1 });
  await page.goto(`${dashboard.url}/?from=now-1h&to=now`);
  await expect(headline).toHaveText(/^All well: all \d+ attempts/);
  await expect(page.getByText('Claude API (api.example)')).toBeVisible();

  // Within two minutes of its beginning, without a reload.
  const outageMs = Math.floor(clock.nowMs() / MINUTE) * MINUTE;
  await minuteOfOutage();
  await minuteOfOutage();
  await expect(headline).toHaveText(/^The provider is overloaded, .* the status page says nothing of it\.$/);
  await expect(page.getByText('Do not upgrade the plan for this')).toBeVisible();
  const episode = page.getByRole('link', { name: /^Overload .*Unacknowledged/ }).first();
  await expect(episode).toBeVisible();

  for (let minute = 2; minute < 10; minute += 1) await minuteOfOutage();
  statusPage.model.post({
    name: 'Elevated errors on the API',
    body: 'We are <b>investigating</b>.',
    components: { mockapi00001: 'partial_outage' },
    atMs: outageMs + 10 * MINUTE,
  });
  await minuteOfOutage();
  await expect(headline).toHaveText(/The status page confirms it; seen 10 min before the post\.$/);
  await expect(page.getByText('partial outage').first()).toBeVisible();

  await expect(page.getByRole('link', { name: /^Overload .*Confirmed, seen 10 min before/ }).first()).toBeVisible();
  const posted = page.getByRole('link', { name: /^Posted, major: Elevated errors on the API; seen 10 min before/ });
  await expect(posted.first()).toBeVisible();
  await expect(page.locator('[data-region]').first()).toBeVisible();
  await posted.first().click();
  await expect(page).toHaveURL(/\/incidents\/anthropic%3A/);
  await expect(headline).toContainText('Elevated errors on the API');
  await expect(page.getByText('We are investigating.')).toBeVisible();

  // The shade itself opens it as well.
  await page.goBack();
  const shade = await page.locator('[data-region]').first().boundingBox();
  if (!shade) throw new Error('the incident is not shaded');
  await page.mouse.click(shade.x + shade.width / 2, shade.y + 20);
  await expect(page).toHaveURL(/\/incidents\/anthropic%3A/);
});

test('the list knows of both, and the report for support is filled in', async ({ page }) => {
  await page.goto(`${dashboard.url}/incidents`);
  const list = page.getByRole('list', { name: 'Episodes and incidents' });
  await expect(list.getByText('seen 10 min before the post')).toHaveCount(2);
  await expect(page.getByText('1 of 1 episode', { exact: true })).toBeVisible();

  await list.getByRole('button', { name: /^Ours Overload/ }).click();
  await expect(page).toHaveURL(/open=anthropic/);
  await list.getByRole('button', { name: 'Support report' }).click();
  const report = page.getByRole('dialog', { name: 'Support report' }).getByRole('region', { name: 'The report' });
  await expect(report).toContainText('# Support request');
  await expect(report).toContainText('Elevated errors on the API');
  await expect(report).toContainText('request ids');
});

test('a link opens what it names, and back works', async ({ page }) => {
  await page.goto(`${dashboard.url}/incidents`);
  await page.getByText('Posted', { exact: true }).first().click();
  await expect(page).toHaveURL(/show=incidents/);
  await expect(page.getByRole('button', { name: /^Ours Overload/ })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('button', { name: /^Ours Overload/ })).toBeVisible();
});
