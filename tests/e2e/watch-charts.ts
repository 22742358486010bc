import { expect, type Page } from '@playwright/test';

/** The charts of the overview, from above. */
export const CHARTS = ['529 and 429, share of attempts', 'All attempts', 'Duration', 'Time to first token'];

interface Watched {
  /** Of the charts that appeared, the titles that came in one go. */
  __appeared: string[][];
  /** How often something changed within each chart since `__since` was called. */
  __changes: Record<string, number>;
  __since(): void;
}

/** Notes which charts appear together, and which are drawn anew. */
export async function watchCharts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const own = window as unknown as Watched;
    const seen = new Set<string>();
    const titleOf = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement;
      return element?.closest('svg.recharts-surface')?.closest('section')?.getAttribute('aria-label') ?? null;
    };
    own.__appeared = [];
    own.__since = () => {
      own.__changes = {};
    };
    own.__since();
    new MutationObserver((records) => {
      for (const { target } of records) {
        const title = titleOf(target);
        if (title) own.__changes[title] = (own.__changes[title] ?? 0) + 1;
      }
      const drawn = [...document.querySelectorAll('section:has(svg.recharts-surface)')];
      const fresh = drawn
        .map((section) => section.getAttribute('aria-label') ?? '')
        .filter((title) => !seen.has(title));
      for (const title of fresh) seen.add(title);
      if (fresh.length > 0) own.__appeared.push(fresh);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

/** Of the charts that appeared, the titles that came in one go. */
export const appeared = (page: Page) => page.evaluate(() => (window as unknown as Watched).__appeared);
/** How often something changed within each chart since `forget`. */
export const changes = (page: Page) => page.evaluate(() => (window as unknown as Watched).__changes);
export const forget = (page: Page) => page.evaluate(() => (window as unknown as Watched).__since());
export const allDrawn = (page: Page) => expect(page.locator('section svg.recharts-surface')).toHaveCount(CHARTS.length);
export const frames = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
