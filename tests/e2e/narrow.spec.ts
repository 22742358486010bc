import { expect, test } from './doors.ts';

const WIDTH = 390;
const PATHS = ['/', '/calls', '/incidents', '/playground', '/connect', '/connect?way=report', '/settings'];

test.use({ record: 'narrow', viewport: { width: WIDTH, height: 844 } });

for (const path of PATHS)
  test(`nothing on an empty ${path} sticks out of a narrow screen`, async ({ page, doors: { dashboard } }) => {
    await page.goto(`${dashboard.url}${path}`);
    await page.waitForLoadState('networkidle');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(WIDTH);
  });
