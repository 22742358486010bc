import { expect, type Page } from '@playwright/test';

/** The charts of the overview, from above. */
export const CHARTS = ['529 and 429, share of attempts', 'All attempts', 'Duration', 'Time to first token'];

interface Watched {
  /** How often something changed within each chart since `__since` was called. */
  __changes: Record<string, number>;
  __since(): void;
}

/** Notes which charts are drawn anew. */
export async function watchCharts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const own = window as unknown as Watched;
    const titleOf = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement;
      return element?.closest('svg[data-chart]')?.closest('section')?.getAttribute('aria-label') ?? null;
    };
    own.__since = () => {
      own.__changes = {};
    };
    own.__since();
    new MutationObserver((records) => {
      for (const { target } of records) {
        const title = titleOf(target);
        if (title) own.__changes[title] = (own.__changes[title] ?? 0) + 1;
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

/** How often something changed within each chart since `forget`. */
export const changes = (page: Page) => page.evaluate(() => (window as unknown as Watched).__changes);
export const forget = (page: Page) => page.evaluate(() => (window as unknown as Watched).__since());
/** Every chart is drawn, and its times, which only the browser knows, stand below it. */
export const allDrawn = (page: Page) => expect(page.locator('section [data-axis="time"]')).toHaveCount(CHARTS.length);
/** And every chart can be read with a pointer or by keys. */
export const allReadable = (page: Page) => expect(page.locator('section .recharts-surface')).toHaveCount(CHARTS.length);
export const frames = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
