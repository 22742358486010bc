import type { Page } from '@playwright/test';

const POLL_MS = 50;

/** How long after a press each part of the overview was on the screen, in ms. */
export interface ChangeTimes {
  figures: number;
  /** Charts by title, from above. */
  charts: { title: string; isOnScreen: boolean; ms: number }[];
}

interface Watched {
  /** When nothing was left to come and it was painted, from the start of the load; `null`: not yet. */
  __completeMs: number | null;
  /** When every chart could be read with a pointer, likewise. */
  __readableMs: number | null;
  /** When the choice was pressed, and when each part was first painted anew after it. */
  __chosenAtMs: number | null;
  __painted: Record<string, number>;
  __longTasksMs: number[];
  __shift: number;
}

/**
 * Has every page that is opened from here on note when its parts are drawn, its long tasks and what moves. It looks only
 * where something has changed: a look at every frame would have the browser draw frames that nobody needs.
 */
export async function watchPages(page: Page, charts: number): Promise<void> {
  await page.addInitScript((charts) => {
    const own = window as unknown as Watched;
    own.__completeMs = null;
    own.__readableMs = null;
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
      const axis = element?.closest('[data-axis="time"]');
      return axis?.closest('section')?.getAttribute('aria-label') ?? null;
    };
    // What is posted in a frame comes once that frame is painted.
    const afterPaint = (note: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = note;
        port2.postMessage(null);
      });
    const hasAll = (what: string) => document.querySelectorAll(`section ${what}`).length === charts;
    const isComplete = () => hasAll('[data-axis="time"]') && !document.querySelector('.mantine-Skeleton-root');
    new MutationObserver((records) => {
      if (own.__completeMs === null && isComplete())
        afterPaint(() => {
          own.__completeMs ??= performance.now();
        });
      if (own.__readableMs === null && hasAll('svg.recharts-surface'))
        afterPaint(() => {
          own.__readableMs ??= performance.now();
        });
      const chosenAtMs = own.__chosenAtMs;
      if (chosenAtMs === null) return;
      const parts = new Set(records.flatMap(({ target }) => partOf(target) ?? []));
      if (parts.size > 0)
        afterPaint(() => {
          for (const part of parts) own.__painted[part] ??= performance.now() - chosenAtMs;
        });
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  }, charts);
}

/** How long after its start a page was complete, and how long until all its charts could be read as well, in ms. */
export async function loadTimes(page: Page): Promise<{ completeMs: number; readableMs: number }> {
  await page.waitForFunction(
    () => {
      const { __completeMs, __readableMs } = window as unknown as Watched;
      return __completeMs !== null && __readableMs !== null;
    },
    null,
    { polling: POLL_MS },
  );
  return page.evaluate(() => {
    const { __completeMs, __readableMs } = window as unknown as Watched;
    return {
      completeMs: __completeMs ?? Number.NaN,
      readableMs: Math.max(__completeMs ?? Number.NaN, __readableMs ?? Number.NaN),
    };
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
  await page.waitForFunction(
    (parts) => {
      const { __painted } = window as unknown as Watched;
      return Object.keys(__painted).length === parts;
    },
    charts + 1,
    { polling: POLL_MS },
  );
  return page.evaluate(() => {
    const { __painted } = window as unknown as Watched;
    const drawn = [...document.querySelectorAll('section:has(svg[data-chart])')].map((section) => {
      const title = section.getAttribute('aria-label') ?? '';
      const chart = section.querySelector('svg[data-chart]')?.getBoundingClientRect();
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

/** Of all scripts that a page has loaded, as they were sent. */
export function scriptBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
}
