import type { Request } from '@playwright/test';
import type { BreakdownAnswer, SummaryAnswer } from '../../lib/api/shapes.ts';
import { formatCompact, formatCount } from '../../lib/format/number.ts';
import { allDrawn, allReadable, CHARTS, frames } from './watch-charts.ts';
import { expect, test } from './week.ts';

const HOUR_MS = 3_600_000;

/** Whether a request asks for what begins so, by itself or together with others. */
const asksFor = (request: Request, path: string) =>
  request.url().includes(path) || (request.postData()?.includes(path) ?? false);

test('the page comes with its figures and charts: they need no script', async ({ browser, week }) => {
  const range = `from=${week.endMs - 72 * HOUR_MS}&to=${week.endMs - HOUR_MS}`;
  const answer = async (path: string) => (await fetch(`${week.dashboard.url}/api/${path}`)).json();
  const { calls }: SummaryAnswer = await answer(`summary?${range}`);
  const { rows }: BreakdownAnswer = await answer(`breakdown?${range}&by=app`);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${week.dashboard.url}/?${range}&split=app`);
  await expect(page.locator('dl dd').first()).toContainText(formatCompact(calls.total));
  const first = page.getByRole('region', { name: 'Breakdown' }).locator('tbody tr').first();
  await expect(first).toContainText(rows[0]?.key ?? '');
  await expect(first).toContainText(formatCount(rows[0]?.total ?? 0));
  for (const title of CHARTS) {
    const chart = page.getByRole('region', { name: title, exact: true }).getByRole('img', { name: title });
    await expect(chart).toBeVisible();
    expect(await chart.locator('path[d]').count()).toBeGreaterThan(0);
  }
  await context.close();
});

test('the page is not painted in parts, which would move: only once all of it is read', async ({ week }) => {
  const html = await (await fetch(week.dashboard.url)).text();
  const [, id] = /<link rel="expect" href="#([\w-]+)" blocking="render"/.exec(html) ?? [];
  expect(id).toBeDefined();
  expect(html.indexOf(`id="${id}"`)).toBeGreaterThan(html.indexOf('</main>'));
});

test('a range that is not understood still says what is wrong with it', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/?from=yesteryear&to=now`);
  const chart = page.getByRole('region', { name: CHARTS[0], exact: true });
  await expect(chart.getByRole('alert').filter({ hasText: 'yesteryear' })).toBeVisible();
});

test('all of it is there with what the page brought: it asks for nothing', async ({ page, week }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/api\/(together|limits|advice)$/.test(pathname)) asked.push(pathname);
  });
  await page.route(/\/api\/(together|limits|advice)/, () => undefined);
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allDrawn(page);
  await expect(page.getByRole('region', { name: 'Limits' }).getByRole('listitem').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Advice' })).toContainText('attempts of this range');
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
  expect(asked).toEqual([]);
});

test('after a change of range, advice is asked for once the figures are there: it takes long', async ({
  page,
  week,
}) => {
  await page.goto(`${week.dashboard.url}/`);
  await expect(page.getByRole('region', { name: 'Advice' })).toContainText('attempts of this range');
  const order: string[] = [];
  page.on('response', (response) => {
    if (asksFor(response.request(), '/api/summary?from=now-7d')) order.push('summary answered');
  });
  page.on('request', (request) => {
    if (request.url().includes('/api/advice?from=now-7d')) order.push('advice asked for');
  });
  const advice = page.waitForResponse((response) => response.url().includes('/api/advice?from=now-7d'));
  await page.getByRole('button', { name: 'Time range: Last 24 hours' }).click();
  await page.getByRole('button', { name: 'Last 7 days', exact: true }).click();
  await advice;
  expect(order.slice(0, 2)).toEqual(['summary answered', 'advice asked for']);
});

test('what the reader is about to choose is asked for before it is chosen, once and in one request', async ({
  page,
  week,
}) => {
  await page.goto(`${week.dashboard.url}/`);
  await allDrawn(page);
  const told = page.getByRole('region', { name: CHARTS[0], exact: true }).locator('[data-chart] > title');
  const before = (await told.textContent()) ?? '';
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/(together|summary|series|breakdown|incidents|episodes|policy)/.test(request.url()))
      asked.push(request.postData() ?? request.url());
  });
  const answered = page.waitForResponse((response) => asksFor(response.request(), '/api/summary?from=now-7d'));
  await page.getByRole('button', { name: 'Time range: Last 24 hours' }).click();
  await page.getByRole('button', { name: 'Last 7 days', exact: true }).hover();
  await (await answered).finished();
  await expect(page).toHaveURL(`${week.dashboard.url}/`);
  const ofRange = asked.filter((text) => text.includes('now-7d'));
  expect(ofRange).toHaveLength(1);
  for (const path of ['summary', 'series', 'breakdown', 'incidents', 'episodes', 'policy/history'])
    expect(ofRange[0]).toContain(`/api/${path}?from=now-7d`);

  // Whatever is asked from here on is not answered: what was asked ahead is enough to draw the range.
  await page.route('**/api/**', () => undefined);
  await page.getByRole('button', { name: 'Last 7 days', exact: true }).click();
  await expect(page).toHaveURL(/from=now-7d/);
  await expect(told).not.toHaveText(before);
});

test('figures and charts stay until another range is answered, and change together; what was chosen shows at once', async ({
  page,
  week,
}) => {
  await page.goto(`${week.dashboard.url}/`);
  await allDrawn(page);
  await page.waitForLoadState('networkidle');
  const shown = async () => [
    await page.locator('dl').first().textContent(),
    ...(await page.locator('[data-chart] > title').allTextContents()),
  ];
  const before = await shown();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/together', async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  const asked = page.waitForRequest((request) => asksFor(request, '/api/summary?from=now-7d'));
  await page.getByRole('button', { name: 'Time range: Last 24 hours' }).click();
  await page.getByRole('button', { name: 'Last 7 days', exact: true }).click();
  await asked;
  await expect(page.getByRole('button', { name: 'Time range: Last 7 days' })).toBeVisible();
  await frames(page);
  expect(await shown()).toEqual(before);
  release();
  for (const [index, text] of before.entries())
    await expect(async () => expect((await shown())[index]).not.toBe(text)).toPass();
});

test('a range that cannot be answered says so, and the next one is shown', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/`);
  await allDrawn(page);
  const told = page.getByRole('region', { name: CHARTS[0], exact: true }).locator('[data-chart] > title');
  const before = (await told.textContent()) ?? '';
  await page.route('**/api/together', (route) =>
    route.request().postData()?.includes('now-7d') ? route.fulfill({ status: 400, body: '{}' }) : route.continue(),
  );
  await page.getByRole('button', { name: 'Time range: Last 24 hours' }).click();
  await page.getByRole('button', { name: 'Last 7 days', exact: true }).click();
  await expect(page.getByRole('region', { name: CHARTS[0], exact: true }).getByRole('alert')).toBeVisible();
  await page.getByRole('button', { name: 'Time range: Last 7 days' }).click();
  await page.getByRole('button', { name: 'Last 6 hours', exact: true }).click();
  await expect(told).not.toHaveText(before);
});

for (const [pace, rests] of [
  ['at once', false],
  ['after a rest, when the answers are there', true],
] as const)
  test(`a menu that closes above a chart leaves no crosshair there until the pointer moves: ${pace}`, async ({
    page,
    week,
  }) => {
    await page.goto(`${week.dashboard.url}/`);
    await allReadable(page);
    const told = page.getByRole('region', { name: CHARTS[0], exact: true }).locator('[data-chart] > title');
    const before = (await told.textContent()) ?? '';
    await page.getByRole('button', { name: 'Time range: Last 24 hours' }).click();
    const preset = page.getByRole('button', { name: 'Last 7 days', exact: true });
    const [box, chart] = [await preset.boundingBox(), await page.locator('.recharts-wrapper').first().boundingBox()];
    if (!box || !chart) throw new Error('neither may be missing');
    const [x, y] = [box.x + box.width * 0.75, box.y + box.height / 2];
    expect(x).toBeGreaterThan(chart.x);
    expect(y).toBeGreaterThan(chart.y);
    if (rests) {
      const answered = page.waitForResponse((response) => asksFor(response.request(), '/api/summary?from=now-7d'));
      await page.mouse.move(x, y);
      await (await answered).finished();
      await frames(page);
    }
    await page.mouse.click(x, y);
    await expect(told).not.toHaveText(before);
    await expect(preset).toBeHidden();
    await frames(page);
    await expect(page.locator('.recharts-tooltip-cursor')).toHaveCount(0);
    // As a hand moves: on and on. The first of it only tells the charts that it does.
    let movedPx = 0;
    await expect(async () => {
      movedPx += 3;
      await page.mouse.move(x + movedPx, y);
      await expect(page.locator('.recharts-tooltip-cursor')).toHaveCount(CHARTS.length, { timeout: 1_000 });
    }).toPass();
  });

test('a change of range reaches every chart, also those below', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allDrawn(page);
  const told = (title: string) =>
    page.getByRole('region', { name: title, exact: true }).locator('[data-chart] > title');
  const before = await Promise.all(CHARTS.map((title) => told(title).textContent()));
  await page.getByRole('button', { name: 'Time range: Last 7 days' }).click();
  await page.getByRole('button', { name: 'Last 24 hours', exact: true }).click();
  for (const [index, title] of CHARTS.entries()) await expect(told(title)).not.toHaveText(before[index] ?? '');
});
