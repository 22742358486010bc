import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { ensureBuilt } from '../../scripts/lib/build.ts';
import { ensureChromium } from '../../scripts/lib/chromium.ts';
import { freePort, startNode } from '../processes.ts';
import { median } from '../statistics.ts';
import { armChange, changeTimes, loadTimes, scriptBytes, unrest, watchPages } from './overview-watch.ts';

/** Of several tries, in ms. */
export interface Times {
  p50: number;
  worst: number;
}

/** From a press on a range until it is painted. */
export interface RangeChange {
  name: string;
  figures: Times;
  /** Figures, and every chart of which a part shows without scrolling. */
  onScreen: Times;
  /** And the charts further down. */
  all: Times;
}

export interface OverviewResult {
  /** From the start of a load, with nothing cached, until nothing is left to come. */
  cold: Times;
  /** And until every chart can be read with a pointer as well. */
  readable: Times;
  changes: RangeChange[];
  live: { seconds: number; longestTaskMs: number };
  /** The worst of all loads, by the browser's own measure. */
  shift: number;
  /** Of all that the page ever loads, compressed. */
  scriptBytes: number;
}

export interface OverviewPlan {
  scratch: string;
  rounds: number;
  liveSeconds: number;
  say: (line: string) => void;
}

const SCREEN = { width: 1440, height: 900 };
const CHARTS = 4;
const DEMO_WITHIN_MS = 120_000;
/** The server has gone through its record by then, and a page has come to rest. */
const SETTLED_MS = 20_000;
const AT_REST_MS = 3_000;
/** What a page loads once it is at rest has come as well by then. */
const ALL_LOADED_MS = 7_000;
const MENU_MS = 600;
/** How long a pointer rests on what it is about to press. */
const HAND_MS = 150;
const CHANGES = [
  { from: '/', to: 'Last 7 days' },
  { from: '/?from=now-6h&to=now', to: 'Last 24 hours' },
  { from: '/', to: 'Last 6 hours' },
];

/** Loads, and changes the range of, the overview of the demonstration in a browser on this machine. */
export async function measureOverview({ scratch, rounds, liveSeconds, say }: OverviewPlan): Promise<OverviewResult> {
  const executablePath = await ensureChromium(say);
  if (executablePath === null)
    throw new Error('there is no Chromium, and none is to be had; WEIR_CHROMIUM can name one');
  await ensureBuilt();
  const demo = resolve(import.meta.dirname, '../../scripts/demo.ts');
  const env = { WEIR_GATEWAY_PORT: String(await freePort()), WEIR_DASHBOARD_PORT: String(await freePort()) };
  const served = await startNode('demo', demo, { env, scratch, withinMs: DEMO_WITHIN_MS });
  const url = `http://127.0.0.1:${served.port}`;
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    await sleep(SETTLED_MS);
    const colds: number[] = [];
    const readables: number[] = [];
    const shifts: number[] = [];
    let largestBytes = 0;
    for (let round = 0; round < rounds; round++) {
      const load = await coldLoad(browser, url);
      colds.push(load.completeMs);
      readables.push(load.readableMs);
      shifts.push(load.shift);
      largestBytes = Math.max(largestBytes, load.scriptBytes);
      say(
        `  load ${round + 1} of ${rounds}: ${load.completeMs.toFixed(0)} ms, charts readable ${load.readableMs.toFixed(0)} ms`,
      );
    }
    const changes: RangeChange[] = [];
    for (const rest of [0, HAND_MS])
      for (const { from, to } of CHANGES) {
        const how = rest > 0 ? `, rested on for ${rest} ms` : '';
        changes.push(await rangeChange(browser, url + from, to, rest, rounds, `to ${to.toLowerCase()}${how}`));
        say(`  ${changes.at(-1)?.name}`);
      }
    const longestTaskMs = await live(browser, url, liveSeconds);
    return {
      cold: timesOf(colds),
      readable: timesOf(readables),
      changes,
      live: { seconds: liveSeconds, longestTaskMs },
      shift: Math.max(...shifts),
      scriptBytes: largestBytes,
    };
  } finally {
    await browser.close();
    await served.stop();
  }
}

const timesOf = (values: number[]): Times => ({ p50: median(values), worst: Math.max(...values) });

/** A page of its own, with nothing cached. */
async function withPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: SCREEN });
  const page = await context.newPage();
  await watchPages(page, CHARTS);
  try {
    return await use(page);
  } finally {
    await context.close();
  }
}

function coldLoad(browser: Browser, url: string) {
  return withPage(browser, async (page) => {
    await page.goto(url, { waitUntil: 'commit' });
    const times = await loadTimes(page);
    await sleep(ALL_LOADED_MS);
    const { shift } = await unrest(page);
    return { ...times, shift, scriptBytes: await scriptBytes(page) };
  });
}

async function rangeChange(
  browser: Browser,
  url: string,
  label: string,
  restMs: number,
  rounds: number,
  name: string,
): Promise<RangeChange> {
  const [figures, onScreen, all]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++)
    await withPage(browser, async (page) => {
      await page.goto(url);
      await sleep(AT_REST_MS);
      await page.getByRole('button', { name: /^Time range/ }).click();
      await sleep(MENU_MS);
      const choice = page.getByRole('button', { name: label, exact: true });
      if (restMs > 0) {
        await choice.hover();
        await sleep(restMs);
      }
      await armChange(page);
      await choice.click();
      const times = await changeTimes(page, CHARTS);
      const shown = times.charts.filter(({ isOnScreen }) => isOnScreen);
      figures.push(times.figures);
      onScreen.push(Math.max(times.figures, ...shown.map(({ ms }) => ms)));
      all.push(Math.max(times.figures, ...times.charts.map(({ ms }) => ms)));
    });
  return { name, figures: timesOf(figures), onScreen: timesOf(onScreen), all: timesOf(all) };
}

/** The longest task of a page that follows live traffic; 0: none took over 50 ms. */
function live(browser: Browser, url: string, seconds: number): Promise<number> {
  return withPage(browser, async (page) => {
    await page.goto(url);
    await sleep(AT_REST_MS);
    await unrest(page);
    await sleep(seconds * 1000);
    return Math.max(0, ...(await unrest(page)).longTasksMs);
  });
}
