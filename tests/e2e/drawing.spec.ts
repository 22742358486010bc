import type { BreakdownAnswer, SummaryAnswer } from '../../lib/api/shapes.ts';
import { formatCompact, formatCount } from '../../lib/format/number.ts';
import { allDrawn, appeared, CHARTS, watchCharts } from './watch-charts.ts';
import { expect, test } from './week.ts';

const HOUR_MS = 3_600_000;

test('the page comes with its figures: they need no script', async ({ browser, week }) => {
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

test('charts come one by one, those on the screen first, with what the page brought', async ({ page, week }) => {
  await watchCharts(page);
  await page.route('**/api/series*', () => undefined);
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allDrawn(page);
  expect(await appeared(page)).toEqual(CHARTS.map((title) => [title]));
});

test('after a change of range, advice is asked for once the figures are there: it takes long', async ({
  page,
  week,
}) => {
  await page.goto(`${week.dashboard.url}/`);
  await expect(page.getByRole('region', { name: 'Advice' })).toContainText('attempts of this range');
  const order: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/summary?from=now-7d')) order.push('summary answered');
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

test('a change of range reaches every chart, also those below', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allDrawn(page);
  const told = (title: string) => page.getByRole('region', { name: title, exact: true }).locator('svg > title');
  const before = await Promise.all(CHARTS.map((title) => told(title).textContent()));
  await page.getByRole('button', { name: 'Time range: Last 7 days' }).click();
  await page.getByRole('button', { name: 'Last 24 hours', exact: true }).click();
  for (const [index, title] of CHARTS.entries()) await expect(told(title)).not.toHaveText(before[index] ?? '');
});
