import { expect, test } from './doors.ts';

test('a policy is shaped, and its link shows a colleague the same', async ({ page, doors: { dashboard } }) => {
  await page.goto(`${dashboard.url}/playground`);
  await expect(page.getByRole('img', { name: /The well-known fix: 4 retries/ })).toBeVisible();
  await page.getByRole('button', { name: 'Shape your own from it' }).click();
  await page.getByLabel('Retries', { exact: true }).fill('2');
  await expect(page.getByRole('img', { name: /Your policy: 2 retries/ })).toBeVisible();
  await page.getByLabel('Longest delay').fill('10');
  await expect(page.getByText(/maxDelayMs is 10, but may be/)).toBeVisible();
  await page.goto(page.url());
  await expect(page.getByRole('img', { name: /Your policy: 2 retries/ })).toBeVisible();
});

test('a retry-after that no rule follows is shown as ignored, with the rule', async ({
  page,
  doors: { dashboard },
}) => {
  await page.goto(`${dashboard.url}/playground?with=undici`);
  const field = page.getByLabel('The server says retry-after');
  for (const [value, why] of [
    ['31536000', 'Longer than any timer can hold'],
    ['-5', 'Zero, negative, or a date in the past'],
    ['garbage', 'Neither a number of seconds nor an HTTP date'],
  ] as const) {
    // What is typed before the page's code has come is lost.
    await expect(async () => {
      await field.fill(value);
      await expect(page.getByText(`"${value}" is ignored. ${why}`)).toBeVisible({ timeout: 2000 });
    }).toPass();
  }
  await field.fill('120');
  await expect(page.getByText('retry-after ignored. This policy does not read what the server asks.')).toBeVisible();
  await expect(page.getByText('retry-after shortened. It is longer than the 30 s')).toBeVisible();
});

test('a fleet is simulated in the page, and too large a one is refused with the limit', async ({
  page,
  doors: { dashboard },
}) => {
  await page.goto(`${dashboard.url}/playground?tab=fleet&clients=200`);
  const table = page.getByRole('table', { name: 'How each strategy came out' });
  await expect(table).toContainText('Immediately');
  await page.getByLabel('Clients').fill('10000000');
  await expect(page.getByText(/clients is 10000000, but may be/)).toBeVisible();
});

test('a policy goes into the gateway after showing what changes', async ({ page, doors: { dashboard } }) => {
  await page.goto(`${dashboard.url}/playground?tab=code&preset=claude-code`);
  // A click before the page's code has come does nothing.
  await expect(async () => {
    await page.getByRole('button', { name: 'Use in the gateway…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(page.getByRole('table', { name: 'What would change' })).toContainText(
    'default.retry.overloaded.maxRetries',
  );
  await page.getByRole('button', { name: 'Put it in force' }).click();
  await expect(page.getByText('The gateway retries by this policy within two seconds.')).toBeVisible();
  const live = await (await fetch(`${dashboard.url}/api/policy`)).json();
  expect(live.policies.default.retry.overloaded.maxRetries).toBe(10);
});
