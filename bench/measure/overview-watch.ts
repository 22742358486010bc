import type { Page } from '@playwright/test';

/** How long after a press each part of the overview was on the screen, in ms. */
export interface ChangeTimes {
  figures: number;
  /** Charts by title, from above. */
  charts: { title: string; isOnScreen: boolean; ms: number }[];
}

interface Watched {
  /** When the choice was pressed, and when each part was first painted anew after it. */
  __chosenAtMs: number | null;
  __painted: Record<string, number>;
  __longTasksMs: number[];
  __shift: number;
}

/** Has every page that is opened from here on note when its parts are drawn, its long tasks and what moves. */
export async function watchPages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const own = window as unknown as Watched;
    own.__chosenAtMs = null;
    own.__painted = {};
    own.__longTasksMs = [];
    own.__shift = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) own.__longTasksMs.push(duration);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
      for (const { value, hadRecentInput } of list.getEntries() as Shift[]) if (!hadRecentInput) own.__shift += value;
    }).observe({ type: 'layout-shift', buffered: true });

    const partOf = (node: Node): string | null => {
      const element = node instanceof Element ? node : node.parentElement;
      if (element?.closest('dl')) return 'figures';
      const axis = element?.closest('.recharts-xAxis');
      return axis?.closest('section')?.getAttribute('aria-label') ?? null;
    };
    const seen = (parts: ReadonlySet<string>, chosenAtMs: number) => {
      // What is posted in a frame comes once that frame is painted.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          for (const part of parts) own.__painted[part] ??= performance.now() - chosenAtMs;
        };
        port2.postMessage(null);
      });
    };
    new MutationObserver((records) => {
      if (own.__chosenAtMs === null) return;
      const parts = new Set<string>();
      for (const { target } of records) {
        const part = partOf(target);
        if (part !== null) parts.add(part);
      }
      if (parts.size > 0) seen(parts, own.__chosenAtMs);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

/** From the next click on, notes when parts are drawn. */
export function armChange(page: Page): Promise<void> {
  return page.evaluate(() => {
    const own = window as unknown as Watched;
    const note = ({ timeStamp }: Event) => {
      own.__chosenAtMs = timeStamp;
    };
    window.addEventListener('click', note, { capture: true, once: true });
  });
}

/** Waits until figures and all charts are drawn anew. */
export async function changeTimes(page: Page, charts: number): Promise<ChangeTimes> {
  await page.waitForFunction((parts) => {
    const { __painted } = window as unknown as Watched;
    return Object.keys(__painted).length === parts;
  }, charts + 1);
  return page.evaluate(() => {
    const { __painted } = window as unknown as Watched;
    const drawn = [...document.querySelectorAll('section:has(svg.recharts-surface)')].map((section) => {
      const title = section.getAttribute('aria-label') ?? '';
      const chart = section.querySelector('svg.recharts-surface')?.getBoundingClientRect();
      return { title, isOnScreen: (chart?.top ?? Infinity) < window.innerHeight, ms: __painted[title] ?? Number.NaN };
    });
    return { figures: __painted.figures ?? Number.NaN, charts: drawn };
  });
}

/** Tasks that kept the page from answering since they were asked for last, and how much has moved in all. */
export function unrest(page: Page): Promise<{ longTasksMs: number[]; shift: number }> {
  return page.evaluate(() => {
    const own = window as unknown as Watched;
    return { longTasksMs: own.__longTasksMs.splice(0), shift: own.__shift };
  });
}
