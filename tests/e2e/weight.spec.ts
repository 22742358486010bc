import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { allDrawn, allReadable } from './watch-charts.ts';
import { expect, test } from './week.ts';

/** Of the overview, all that it ever loads: compressed as a server would. */
const SCRIPT_BYTES = 450_000;
/** Nothing that an eye would notice: a tenth of what counts as good. */
const SHIFT = 0.01;

interface Script {
  url: string;
  bytes: number;
}

/** Notes every script that the page asks for from here on, with its size when compressed. */
function scriptsOf(page: Page): { all(): Promise<Script[]> } {
  const pending: Promise<Script>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    pending.push(response.body().then((body) => ({ url: response.url(), bytes: gzipSync(body).length })));
  });
  return { all: () => Promise.all(pending) };
}

/** How much has moved after it was seen, by the browser's own measure, and what. */
function layoutShift(page: Page): Promise<{ score: number; moved: string[] }> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
        const named = (node: Node | null) =>
          (node instanceof Element ? node.outerHTML : (node?.textContent ?? '')).slice(0, 120);
        new PerformanceObserver((list) => {
          const shifts = (list.getEntries() as Shift[]).filter(({ hadRecentInput }) => !hadRecentInput);
          resolve({
            score: shifts.reduce((sum, { value }) => sum + value, 0),
            moved: shifts.flatMap(({ sources }) => sources.map(({ node }) => named(node))),
          });
        }).observe({ type: 'layout-shift', buffered: true });
        // Without any shift no entry ever comes; two frames are enough for those that are there.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve({ score: 0, moved: [] }))));
      }),
  );
}

test('the overview is light: its scripts, all told', async ({ page, week }) => {
  const scripts = scriptsOf(page);
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allReadable(page);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.waitForLoadState('networkidle');
  const all = await scripts.all();
  const bytes = all.reduce((sum, script) => sum + script.bytes, 0);
  test.info().annotations.push({ type: 'scripts', description: `${all.length} scripts, ${bytes} bytes` });
  expect(bytes).toBeLessThan(SCRIPT_BYTES);
});

for (const path of ['/', '/?from=now-7d&to=now', '/calls?from=now-7d&to=now', '/incidents?from=now-7d&to=now'])
  test(`nothing on ${path} moves once it is there`, async ({ page, week }) => {
    await page.goto(`${week.dashboard.url}${path}`);
    await page.waitForLoadState('networkidle');
    const { score, moved } = await layoutShift(page);
    expect(score, moved.join('\n')).toBeLessThan(SHIFT);
  });

test('figures and charts are on the screen before the code that reads charts has come', async ({ page, week }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (body.includes('recharts-cartesian-axis-tick')) await held;
    await route.fulfill({ response, body });
  });
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`, { waitUntil: 'commit' });
  await expect(page.getByText(/\d[\d.,]*%/).first()).toBeVisible();
  await allDrawn(page);
  await expect(page.locator('.recharts-surface')).toHaveCount(0);
  release();
  await allReadable(page);
});

test('no request leaves for another host', async ({ page, week }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== week.dashboard.url && url.protocol.startsWith('http')) foreign.push(request.url());
  });
  for (const path of ['/', '/calls', '/incidents', '/playground', '/connect', '/settings']) {
    await page.goto(`${week.dashboard.url}${path}`);
    await page.waitForLoadState('networkidle');
  }
  expect(foreign).toEqual([]);
});

for (const path of ['/', '/?from=now-7d&to=now', '/calls', '/incidents', '/playground', '/connect', '/settings'])
  test(`${path} draws what the server drew, and says nothing is wrong`, async ({ page, week }) => {
    const wrong: string[] = [];
    page.on('pageerror', ({ message }) => wrong.push(message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.goto(`${week.dashboard.url}${path}`);
    await page.waitForLoadState('networkidle');
    expect(wrong).toEqual([]);
  });
