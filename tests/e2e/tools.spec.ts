import type { Page } from '@playwright/test';
import { expect, test } from './week.ts';

const search = (page: Page) => page.getByRole('dialog').getByRole('textbox', { name: 'Search' });

test('the palette opens by key and by hand, and goes where it is told', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/`);
  await page.keyboard.press('Control+k');
  await expect(search(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(search(page)).toBeHidden();
  await page.getByRole('button', { name: /^Search or paste/ }).click();
  await search(page).fill('playground');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/playground$/);
});

test('the palette opens from within a field, and finds calls', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/calls`);
  await page.keyboard.press('/');
  await page.keyboard.press('Control+k');
  await search(page).fill('req_011');
  await page.getByRole('dialog').getByText('Search calls for').click();
  await expect(page).toHaveURL(/\/calls\?.*search=req_011/);
});

test('the list of keys opens and closes by its key, and by its button', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/`);
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.keyboard.press('?');
  await expect(list).toContainText('Copy its request id');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(list).toBeVisible();
});

test('a page behind a link is asked for once somebody is about to follow it', async ({ page, week }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('_rsc=')) asked.push(new URL(request.url()).pathname);
  });
  await page.goto(`${week.dashboard.url}/`);
  await expect(page.getByRole('region', { name: 'Advice' })).toContainText('attempts of this range');
  expect(asked).toEqual([]);
  const link = page.getByRole('link', { name: 'Incidents', exact: true });
  await link.hover();
  await expect.poll(() => asked).toContain('/incidents');
  await link.click();
  await expect(page).toHaveURL(/\/incidents$/);
});

test('a hint shows under a resting pointer and for the focus, and goes by Escape', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/`);
  const hint = page.getByRole('tooltip');
  await page.getByText('Success after retries').hover();
  await expect(hint).toHaveText(/\w+ \w+/);
  await page.mouse.move(700, 5);
  await expect(hint).toBeHidden();
  await page.getByText('Success after retries').hover();
  await expect(hint).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(hint).toBeHidden();

  const button = page.getByRole('button', { name: 'Zoom out' });
  await page.getByRole('button', { name: /^Time range/ }).focus();
  await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await expect(hint).toHaveText('Zoom out');
  await page.keyboard.press('Tab');
  await expect(hint).toBeHidden();
});

test('what saves a chart has a hint, and is told to be a menu', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/`);
  const save = page.getByRole('button', { name: /: save$/ }).first();
  await expect(save).toHaveAttribute('aria-haspopup', 'menu');
  await save.hover();
  await expect(page.getByRole('tooltip')).toHaveText('Save');
  await save.click();
  await expect(save).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('menuitem', { name: /CSV/ })).toBeVisible();
});

test('who wants less motion gets none, and others a sign of life only where it takes long', async ({ page, week }) => {
  await page.route('**/api/storage', () => undefined);
  await page.goto(`${week.dashboard.url}/settings?tab=storage`);
  const skeleton = page.locator('main .mantine-Skeleton-root');
  await expect(skeleton).toBeVisible();
  const animation = () =>
    skeleton.evaluate((element) => {
      const { animationName, animationDelay } = getComputedStyle(element, '::after');
      return { moves: animationName !== 'none', animationDelay };
    });
  // The first one may give way to that of the page's own code.
  await expect.poll(animation).toEqual({ moves: true, animationDelay: '2s' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(animation).toMatchObject({ moves: false });
});
