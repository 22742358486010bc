import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { expect, test, type Week } from './week.ts';

/** What a person comes for, from the first page to the answer. */

const dayAndTime = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

async function typeRange(page: Page, range: string): Promise<void> {
  await page.getByRole('button', { name: /^Time range/ }).click();
  await page.getByLabel('Type a range').fill(range);
  await page.getByLabel('Type a range').press('Enter');
}

async function exported(page: Page, format: RegExp): Promise<string> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: format }).click();
  return readFile(await (await downloading).path(), 'utf8');
}

/** The overload that the status page told of. */
function posted({ events, attempts }: Week) {
  const [overload] = events.overloads;
  if (!overload) throw new Error('the week has no overload');
  const within = attempts.filter(({ startedAtMs }) => startedAtMs >= overload.fromMs && startedAtMs < overload.toMs);
  return { ...overload, failed: within.filter(({ outcome }) => outcome === 'overloaded') };
}

/** A call that came to nothing, though it was tried again: whatever the time of day, the week has some. */
function failedCall({ attempts }: Week): Attempt & { requestId: string } {
  const [most] = attempts
    .filter(({ final, outcome }) => final && ['overloaded', 'rate_limited'].includes(outcome))
    .toSorted((a, b) => b.n - a.n);
  if (!most?.requestId || most.n < 2) throw new Error('no call of the week failed after a retry');
  return { ...most, requestId: most.requestId };
}

test('give support the ids of the 529s of an outage', async ({ page, week }) => {
  const { fromMs, toMs, failed } = posted(week);
  await page.goto(`${week.dashboard.url}/calls?from=${fromMs}&to=${toMs}`);
  const filter = page.getByRole('dialog', { name: 'Filter' });
  // A click before the page's code has come does nothing.
  await expect(async () => {
    if (!(await filter.isVisible())) await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await expect(filter).toBeVisible({ timeout: 1000 });
  }).toPass();
  await filter.getByRole('button', { name: 'Outcome' }).click();
  await filter.getByText('Overloaded', { exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/outcome=overloaded/);

  const ids = (await exported(page, /Request ids/)).trim().split('\n');
  expect(ids.toSorted()).toEqual(failed.flatMap(({ requestId }) => requestId ?? []).toSorted());

  const report = await exported(page, /Support report/);
  expect(report).toContain(dayAndTime(fromMs).slice(0, 10));
  expect(report).toContain(ids[0] ?? 'an id');
  for (const model of new Set(failed.map((attempt) => attempt.model))) expect(report).toContain(model ?? 'a model');
});

test('this one call failed: why, and how often was it tried', async ({ page, week }) => {
  const call = failedCall(week);
  await page.goto(week.dashboard.url);
  const search = page.getByLabel('Search calls');
  await expect(async () => {
    await page.keyboard.press('/');
    await expect(search).toBeFocused({ timeout: 2000 });
  }).toPass();
  await search.fill(call.requestId);
  await typeRange(page, '7d');
  await page.getByRole('row').filter({ hasText: call.requestId }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText(call.errorType ?? 'a type of error');
  await expect(drawer).toContainText(`${call.n} attempts`);
  await expect(drawer).toContainText(call.requestId);
});

test("open a colleague's link: the same stretch, filters and call, and back leads back", async ({ page, week }) => {
  const { startedAtMs, model, outcome, callId, requestId } = failedCall(week);
  const range = `from=${startedAtMs - 1_800_000}&to=${startedAtMs + 1_800_000}`;
  await page.goto(week.dashboard.url);
  await page.goto(`${week.dashboard.url}/calls?${range}&model=${model}&outcome=${outcome}&call=${callId}`);
  await expect(page.getByRole('dialog')).toContainText(requestId);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(
    page.getByRole('button', { name: outcome === 'overloaded' ? /Remove.*Overloaded/i : /Remove.*Rate limited/i }),
  ).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: requestId }).first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('dialog')).toBeVisible();
});
