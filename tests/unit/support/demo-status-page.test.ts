import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { weekEvents } from '../../../scripts/demo/events.ts';
import { keepPage, otherPosts, overloadPosts } from '../../../scripts/demo/status-page.ts';
import { DEFAULT_COMPONENTS, PageModel } from '../../support/mock-status-page/index.ts';

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 10, 24, 9);
const events = {
  overloads: [
    {
      fromMs: NOW_MS,
      toMs: NOW_MS + 10 * MINUTE_MS,
      share: 0.5,
      models: ['opus' as const],
      postedAtMs: NOW_MS + 3 * MINUTE_MS,
    },
    { fromMs: NOW_MS, toMs: NOW_MS + 10 * MINUTE_MS, share: 0.5, models: ['sonnet' as const], postedAtMs: null },
  ],
};

let page: PageModel;
const ending = new AbortController();
const status = (id: string) => page.components.find((component) => component.id === id)?.status;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  page = new PageModel(DEFAULT_COMPONENTS, 'statuspage', Date.now);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the status page of the demonstration', () => {
  it('has told at the start what a page tells of the week, and nothing of what was never posted', () => {
    const week = weekEvents(NOW_MS);
    keepPage(page, [...otherPosts(NOW_MS), ...overloadPosts(week)], NOW_MS, ending.signal);
    const posted = week.overloads.flatMap(({ postedAtMs }) => postedAtMs ?? []);
    expect(posted).toHaveLength(1);
    expect(page.incidents.map(({ name, status: state }) => [name, state])).toEqual([
      ['Elevated errors on Claude Opus, Claude Sonnet, Claude Fable', 'resolved'],
      ['Slow logins', 'resolved'],
    ]);
    expect(page.incidents[0]?.createdMs).toBe(posted[0]);
    expect(page.components.map((component) => component.status)).toEqual(['operational', 'operational', 'operational']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('posts what happens live when its time has come, up to the end', () => {
    keepPage(page, overloadPosts(events), NOW_MS, ending.signal);
    expect(page.incidents).toEqual([]);
    vi.advanceTimersByTime(3 * MINUTE_MS);
    expect(page.incidents.map(({ name }) => name)).toEqual(['Elevated errors on Claude Opus']);
    expect(status('mockapi00001')).toBe('partial_outage');
    vi.advanceTimersByTime(60 * MINUTE_MS);
    expect(page.incidents[0]?.updates.map((update) => update.status)).toEqual([
      'investigating',
      'identified',
      'monitoring',
      'resolved',
    ]);
    expect(status('mockapi00001')).toBe('operational');
  });

  it('posts nothing more once it is over', () => {
    const stopped = new AbortController();
    keepPage(page, overloadPosts(events), NOW_MS, stopped.signal);
    stopped.abort();
    expect(vi.getTimerCount()).toBe(0);
  });
});
