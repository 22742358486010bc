import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { allDrawn, CHARTS } from './watch-charts.ts';
import { expect, test } from './week.ts';

const PNG_SIGNATURE = '89504e470d0a1a0a';

async function saved(page: Page, chart: string, item: string) {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: `${chart}: save`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test('a saved picture stands alone: its title, and all its texts within it', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allDrawn(page);
  const onPage = await page
    .getByRole('region', { name: 'Duration', exact: true })
    .locator('[data-chart] text')
    .allTextContents();
  const { name, content } = await saved(page, 'Duration', 'Picture (SVG)');
  expect(name).toMatch(/^weir-duration-.*\.svg$/);
  const svg = content.toString();
  expect(svg).not.toMatch(/var\(|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);

  await page.setContent(svg);
  const texts = await page.evaluate(() => {
    const picture = document.querySelector('svg')?.getBoundingClientRect();
    return [...document.querySelectorAll('text')].map((text) => {
      const box = text.getBoundingClientRect();
      const isWithin =
        picture && box.left >= picture.left && box.right <= picture.right && box.bottom <= picture.bottom;
      return { text: text.textContent ?? '', isWithin: isWithin === true };
    });
  });
  expect(texts.filter(({ isWithin }) => !isWithin)).toEqual([]);
  expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['Duration', 'p50', 'p95', 'p99', ...onPage]));
});

test('a chart is saved as PNG and as numbers too', async ({ page, week }) => {
  await page.goto(`${week.dashboard.url}/?from=now-7d&to=now`);
  await allDrawn(page);
  const [chart = ''] = CHARTS;
  const picture = await saved(page, chart, 'Picture (PNG)');
  expect(picture.content.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
  const numbers = await saved(page, chart, 'Data (CSV)');
  const [head, ...rows] = numbers.content.toString().trim().split(/\r?\n/);
  expect(head).toBe('from_utc,to_utc,529 overloaded,429 rate limited');
  expect(rows.length).toBeGreaterThan(100);
});
