import { call, expect, test } from './doors.ts';
import { allDrawn, CHARTS, changes, forget, frames, watchCharts } from './watch-charts.ts';

// So low that only the first chart is on the screen.
test.use({ record: 'drawing', viewport: { width: 1440, height: 520 } });

test('a call redraws what is on the screen, and the rest once it comes near', async ({ page, doors }) => {
  await call(doors.gateway, 'ok');
  await watchCharts(page);
  await page.goto(`${doors.dashboard.url}/?from=now-30d&to=now`);
  await allDrawn(page);
  const stack = page.getByRole('region', { name: 'All attempts', exact: true });
  const title = stack.locator('svg[data-chart] > title');
  const count = page.locator('dl dd').first();
  await expect(count).toHaveText('1');
  await expect(title).toContainText('OK: highest 1');

  await page.evaluate(() => window.scrollTo(0, 0));
  await call(doors.gateway, 'ok');
  await expect(count).toHaveText('2');
  await frames(page);
  await expect(title).toContainText('OK: highest 1');
  await stack.scrollIntoViewIfNeeded();
  await expect(title).toContainText('OK: highest 2');

  await page.evaluate(() => window.scrollTo(0, 0));
  await call(doors.gateway, 'ok');
  await expect(count).toHaveText('3');
  await frames(page);
  await expect(title).toContainText('OK: highest 2');
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect(title).toContainText('OK: highest 3');
});

test('news that change no number redraw nothing', async ({ page, doors }) => {
  await call(doors.gateway, 'ok');
  await watchCharts(page);
  await page.goto(`${doors.dashboard.url}/?from=now-30d&to=now`);
  await allDrawn(page);
  await page.waitForLoadState('networkidle');
  await forget(page);
  const anew = page.waitForResponse((response) => response.url().endsWith('/api/together'));
  const put = await fetch(`${doors.dashboard.url}/api/policy`, { method: 'PUT', body: '{}' });
  expect(put.status).toBe(200);
  await (await anew).finished();
  await expect(page.locator('[data-look="policy"]')).toHaveCount(CHARTS.length);
  await frames(page);
  expect(await changes(page)).toEqual({});
});
