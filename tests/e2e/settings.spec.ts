import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';

let folder: string;
let dashboard: RunningDashboard;
let receiver: MockProvider;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
  receiver = await startMockProvider({ scenario: () => ({ status: 200, body: 'ok' }) });
  dashboard = await startDashboard({
    databasePath: join(folder, 'weir.db'),
    env: { WEIR_UPSTREAMS: 'anthropic=https://api.example,other=https://other.example' },
  });
});

test.afterAll(async () => {
  await dashboard?.stop();
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a policy is changed with a reason, refused where it is wrong, and taken back from its history', async ({
  page,
}) => {
  await page.goto(`${dashboard.url}/settings`);
  const retries = page.getByRole('textbox', { name: 'Retries', exact: true });
  await expect(retries).toHaveValue('4');

  await retries.fill('400');
  const sentence = 'default.retry.overloaded.maxRetries is 400, but may be a whole number from 0 to 100';
  await expect(page.getByText(sentence).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Put in force' })).toBeDisabled();

  await retries.fill('6');
  await expect(page.getByText(sentence)).toHaveCount(0);
  const changes = page.getByRole('region', { name: 'Changes not yet in force' });
  await expect(changes).toContainText('default.retry.overloaded.maxRetries');
  await expect(changes).toContainText('4 → 6');
  await page.getByLabel('Why (shown on the charts)').fill('a longer breath');
  await page.getByRole('button', { name: 'Put in force' }).click();
  await expect(changes).toHaveCount(0);
  await expect(page.getByText('a longer breath')).toBeVisible();

  await page.reload();
  await expect(retries).toHaveValue('6');
  await page.getByRole('button', { name: 'Start from the defaults' }).click();
  await expect(retries).toHaveValue('4');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(retries).toHaveValue('6');
});

test('one upstream gets its own limit on concurrency', async ({ page }) => {
  await page.goto(`${dashboard.url}/settings`);
  await page.getByRole('combobox', { name: 'For', exact: true }).click();
  await page.getByRole('option', { name: 'other' }).click();
  await page.getByRole('combobox', { name: 'Calls at once' }).click();
  await page.getByRole('option', { name: 'A fixed number' }).click();
  await expect(page.getByRole('region', { name: 'Changes not yet in force' })).toContainText(
    'upstreams.other.concurrency.mode',
  );
  await page.getByRole('button', { name: 'Put in force' }).click();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Calls at once' })).toHaveValue('As many as come');
});

test('an alert finds its way: a destination is added, tested and logged, and its address stays secret', async ({
  page,
}) => {
  const secret = 'services/T0/B0/secret-of-the-channel';
  await page.goto(`${dashboard.url}/settings?tab=alerts`);
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByLabel('Name').fill('On call');
  await page.getByLabel('Address').fill('ftp://nowhere.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^destinations\[0\]\.url is .*but may be/).first()).toBeVisible();

  await page.getByLabel('Address').fill(`${receiver.url}/${secret}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Send a test to On call' }).click();
  await expect(page.getByText(/^It arrived/)).toBeVisible();
  await Promise.all(receiver.requests.map(({ complete }) => complete));
  expect(receiver.requests.map(({ target }) => target)).toEqual([`/${secret}`]);
  await expect(page.getByRole('region', { name: 'Log of alerts' })).toContainText('On call');

  await page.reload();
  await expect(page.getByLabel('Address')).toHaveValue('');
  expect(await page.content()).not.toContain('secret-of-the-channel');
});

test('notifications are asked for only on a click', async ({ page, context }) => {
  await context.grantPermissions([]);
  await page.addInitScript(() => {
    const asked: number[] = [];
    Object.assign(window, { asked });
    Object.defineProperty(Notification, 'permission', { get: () => (asked.length > 0 ? 'granted' : 'default') });
    Notification.requestPermission = async () => {
      asked.push(1);
      return 'granted';
    };
  });
  await page.goto(`${dashboard.url}/settings?tab=alerts`);
  const turnOn = page.getByRole('button', { name: 'Turn on notifications' });
  await expect(turnOn).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, 'asked'))).toEqual([]);
  await turnOn.click();
  const own = page.getByRole('region', { name: 'Notifications of this browser' });
  await expect(own.getByRole('checkbox', { name: /An episode began/ })).toBeChecked();
});

test('what was set up at the start can be read', async ({ page }) => {
  await page.goto(`${dashboard.url}/settings?tab=sources`);
  await expect(page.getByText('https://other.example')).toBeVisible();
  await page.getByRole('tab', { name: 'Storage' }).click();
  await expect(page).toHaveURL(/tab=storage/);
  await expect(page.getByText('90 days')).toBeVisible();
});
