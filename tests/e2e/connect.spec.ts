import { expect, test } from './doors.ts';

test('/connect turns green by itself once a call is reported', async ({ page, doors: { gateway, dashboard } }) => {
  await page.goto(`${dashboard.url}/connect`);
  await page.getByText('Reported', { exact: true }).click();
  await expect(page.getByText(`npm install --allow-remote=root ${dashboard.url}/reporter.tgz`)).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Install with' }).getByText('Bun', { exact: true }).click();
  await expect(page.getByText(`bun add ${dashboard.url}/reporter.tgz`)).toBeVisible();
  await expect(page).toHaveURL(/install=bun/);
  await page.getByRole('tab', { name: 'HTTP' }).click();
  await expect(page.getByText('Waiting for the first call from HTTP.')).toBeVisible();

  // What the page says to paste, as it stands there.
  const pasted = (await page.getByLabel('What to paste for HTTP').textContent()) ?? '';
  const [, url] = /curl (\S+)/.exec(pasted) ?? [];
  expect(url).toBe(`${gateway.url}/report/v1/attempts`);
  const body = /-d '(.*)'/s.exec(pasted)?.[1]?.replace("'$(date +%s000)'", String(Date.now()));
  const answer = await fetch(url ?? '', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });

  await expect(page.getByText('Connected. Latest call')).toBeVisible();
  await page.getByRole('link', { name: 'See it' }).click();
  await expect(page.getByText('claude-haiku-4-5').first()).toBeVisible();
});
