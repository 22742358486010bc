import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, type Week } from './week.ts';

const THEMES = ['light', 'dark'] as const;
const WEEK = 'from=now-7d&to=now';

/** Every page, in the states in which it is richest. */
const PAGES: Record<string, (week: Week) => string> = {
  overview: () => `/?${WEEK}`,
  calls: () => `/calls?${WEEK}`,
  'a call in the drawer': (week) => `/calls?${WEEK}&call=${encodeURIComponent(failedCall(week))}`,
  'a call as a page': (week) => `/calls/${encodeURIComponent(failedCall(week))}`,
  incidents: () => '/incidents?others=true',
  'nothing at all': () => '/incidents?from=0&to=1000',
  playground: () => '/playground',
  connect: () => '/connect',
  'connect, reported': () => '/connect?way=report&install=deno',
  'settings: policies': () => '/settings?tab=policies',
  'settings: alerts': () => '/settings?tab=alerts',
  'settings: sources': () => '/settings?tab=sources',
  'settings: storage': () => '/settings?tab=storage',
  'a page that is not there': () => '/nowhere',
};

function failedCall({ attempts }: Week): string {
  const failed = attempts.find(({ final, outcome, n }) => final && outcome === 'overloaded' && n > 1);
  if (!failed) throw new Error('no call of the week failed after a retry');
  return failed.callId;
}

/** Opens a page and waits for all of it, the crosshairs of its charts included. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => {
    const count = (selector: string) => document.querySelectorAll(selector).length;
    return !count('.mantine-Skeleton-root, [aria-busy="true"]') && count('.recharts-surface') >= count('[data-chart]');
  });
  await page.evaluate(() => {
    // What waits for a first call moves without end.
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    return Promise.all(passing.map(({ finished }) => finished.catch(() => null)));
  });
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

for (const theme of THEMES)
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    for (const [name, path] of Object.entries(PAGES))
      test(`axe finds nothing: ${name}`, async ({ page, week }) => {
        await open(page, week.dashboard.url + path(week));
        expect(await findings(page)).toEqual([]);
      });

    test('axe finds nothing: a policy with an error', async ({ page, week }) => {
      await open(page, `${week.dashboard.url}/settings`);
      await page.getByRole('textbox', { name: 'Retries', exact: true }).fill('400');
      await expect(page.getByText('One field is wrong')).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test('axe finds nothing: an episode and an incident, opened', async ({ page, week }) => {
      await open(page, `${week.dashboard.url}/incidents`);
      await page
        .getByRole('button', { name: /^Ours Overload/ })
        .first()
        .click();
      await expect(page.getByText('Worst minute')).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page
        .getByRole('button', { name: / Posted / })
        .first()
        .click();
      await page.getByRole('link', { name: 'Chart and export' }).click();
      await expect(page.getByRole('heading', { name: 'Updates' })).toBeVisible();
      await expect(page.locator('[data-chart]').first()).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });
  });
