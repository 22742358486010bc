// Takes pictures of every page of a running dashboard, on wide and narrow screens, in both themes:
//   node scripts/screenshots.ts --url http://127.0.0.1:5290 --out /tmp/weir-screenshots
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium } from '@playwright/test';
import { findChromium } from './lib/chromium.ts';

const SCREENS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const THEMES = ['light', 'dark'] as const;
const PAGES = ['/', '/calls', '/connect', '/playground', '/incidents', '/settings'];

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:5290' },
    out: { type: 'string', default: '/tmp/weir-screenshots' },
    /** Stands first in the file names. */
    name: { type: 'string', default: '' },
    /** Paths with query, instead of all pages. */
    page: { type: 'string', multiple: true, default: PAGES },
    theme: { type: 'string', multiple: true, default: [...THEMES] },
    screen: { type: 'string', multiple: true, default: Object.keys(SCREENS) },
    /** The whole page, not only what shows without scrolling. */
    full: { type: 'boolean', default: false },
    token: { type: 'string' },
  },
});

async function shoot(context: BrowserContext, path: string, file: string): Promise<void> {
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') process.stderr.write(`${path}: ${message.text()}\n`);
  });
  page.on('pageerror', (error) => process.stderr.write(`${path}: ${error.message}\n`));
  const response = await page.goto(options.url + path);
  if (response?.status() === 404) return page.close();
  // The event stream never ends, so there is no idle network to wait for: wait for what is still loading to go.
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, [aria-busy="true"]'), undefined, {
    timeout: 60_000,
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.screenshot({ path: file, fullPage: options.full });
  process.stdout.write(`${file}\n`);
  await page.close();
}

mkdirSync(options.out, { recursive: true });
const executablePath = (await findChromium()) ?? undefined;
const browser = await chromium.launch({
  executablePath,
  args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
for (const [screen, viewport] of Object.entries(SCREENS).filter(([name]) => options.screen.includes(name)))
  for (const colorScheme of THEMES.filter((name) => options.theme.includes(name))) {
    const context = await browser.newContext({ viewport, colorScheme, hasTouch: screen === 'narrow' });
    if (options.token) await context.request.post(`${options.url}/api/login`, { data: { token: options.token } });
    for (const path of options.page) {
      const slug = path.replace(/\?.*/, '').replaceAll('/', '-').replace(/^-/, '') || 'overview';
      const name = [options.name, slug, screen, colorScheme].filter(Boolean).join('-');
      await shoot(context, path, join(options.out, `${name}.png`)).catch((error: unknown) => {
        process.stderr.write(`${path}: ${error instanceof Error ? error.message : error}\n`);
      });
    }
    await context.close();
  }
await browser.close();
