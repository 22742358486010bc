import { readFile } from 'node:fs/promises';
import { overloaded, rateLimited } from '../support/mock-provider/index.ts';
import { call, expect, test } from './doors.ts';

test.use({ record: 'proof' });

test('a 529, a 429 and a success show live on the chart and in the table, and their ids in the export', async ({
  page,
  doors: { provider, gateway, dashboard },
}) => {
  await page.goto(`${dashboard.url}/calls`);
  await expect(page.getByText('ANTHROPIC_BASE_URL').first()).toBeVisible();

  provider.script(overloaded(), rateLimited(60));
  const calls = [
    await call(gateway, 'claude-opus-5'),
    await call(gateway, 'claude-sonnet-5'),
    await call(gateway, 'claude-haiku-4-5'),
  ];
  expect(calls.map(({ status }) => status)).toEqual([529, 429, 200]);

  // Without a reload.
  for (const { requestId } of calls) await expect(page.getByText(requestId).first()).toBeVisible();
  for (const outcome of ['Overloaded', 'Rate limited', 'OK'])
    await expect(page.getByText(outcome, { exact: true }).first()).toBeVisible();

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /Request ids/ }).click();
  const ids = (await readFile(await (await downloading).path(), 'utf8')).trim().split('\n');
  expect(ids.toSorted()).toEqual(calls.map(({ requestId }) => requestId).toSorted());

  await page.goto(dashboard.url);
  await expect(page.locator('[data-chart]').first()).toBeVisible();
  await page.getByRole('button', { name: /529 and 429.*show as a table/i }).click();
  const table = page.getByRole('region', { name: '529 and 429, share of attempts, as a table' });
  // All in one bucket, or in two when a bucket ended in between.
  await expect(
    table
      .getByRole('row')
      .filter({ hasText: /[1-9]\d*%/ })
      .first(),
  ).toBeVisible();
});

test('a call opens from the table with its attempts, and its link opens the same', async ({
  page,
  doors: { provider, gateway, dashboard },
}) => {
  provider.script(overloaded());
  const { requestId } = await call(gateway, 'claude-fable-5');
  await page.goto(`${dashboard.url}/calls`);
  await page.getByText(requestId).first().click();
  await expect(page).toHaveURL(/call=/);
  await expect(page.getByRole('dialog')).toContainText('overloaded_error');
  await page.goto(page.url());
  await expect(page.getByRole('dialog')).toContainText(requestId);
});
