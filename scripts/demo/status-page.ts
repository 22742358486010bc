import type { PageModel } from '../../tests/support/mock-status-page/index.ts';
import type { DemoEvents } from './events.ts';

const MINUTE_MS = 60_000;
const API = 'mockapi00001';
const CHAT = 'mockchat0001';

/** Something that the keepers of the demonstration's status page do. */
export interface PageAct {
  atMs: number;
  act(page: PageModel): void;
}

/** All that the page posts about overloads, in order of time: some are never told of. */
export function overloadPosts({ overloads }: Pick<DemoEvents, 'overloads'>): PageAct[] {
  return overloads
    .flatMap(({ toMs, models, postedAtMs }) => (postedAtMs === null ? [] : overloadPost(postedAtMs, toMs, models)))
    .sort((a, b) => a.atMs - b.atMs);
}

/** What else a page tells of in a week, which the API's traffic does not show: trouble elsewhere, and maintenance. */
export function otherPosts(weekEndMs: number): PageAct[] {
  const at = (hoursAgo: number) => weekEndMs - hoursAgo * 60 * MINUTE_MS;
  let login = '';
  return [
    {
      atMs: at(98),
      act: (page) => {
        const components = { [CHAT]: 'degraded_performance' };
        const body = 'Some people cannot log in. We are looking into it.';
        login = page.post({ name: 'Slow logins', impact: 'minor', atMs: at(98), body, components });
      },
    },
    {
      atMs: at(96.5),
      act: (page) => {
        const components = { [CHAT]: 'operational' };
        page.update(login, { status: 'resolved', atMs: at(96.5), body: 'Logins work again.', components });
      },
    },
  ];
}

function overloadPost(postedAtMs: number, overMs: number, models: readonly string[]): PageAct[] {
  const names = models.map((model) => `Claude ${model[0]?.toUpperCase()}${model.slice(1)}`).join(', ');
  const [identifiedMs, monitoringMs, resolvedMs] = [postedAtMs + 6 * MINUTE_MS, overMs, overMs + 18 * MINUTE_MS];
  let id = '';
  return [
    {
      atMs: postedAtMs,
      act: (page) => {
        const body = 'We see elevated error rates on requests to the API and are investigating.';
        const components = { [API]: 'partial_outage' };
        id = page.post({ name: `Elevated errors on ${names}`, impact: 'major', atMs: postedAtMs, body, components });
      },
    },
    {
      atMs: identifiedMs,
      act: (page) => page.update(id, { status: 'identified', atMs: identifiedMs, body: 'We have found the cause.' }),
    },
    {
      atMs: monitoringMs,
      act: (page) => {
        const components = { [API]: 'degraded_performance' };
        const body = 'A fix is in place, and error rates are falling.';
        page.update(id, { status: 'monitoring', atMs: monitoringMs, body, components });
      },
    },
    {
      atMs: resolvedMs,
      act: (page) => {
        const components = { [API]: 'operational' };
        page.update(id, { status: 'resolved', atMs: resolvedMs, body: 'Error rates are back to normal.', components });
      },
    },
  ];
}

/**
 * Does at once what lies before `nowMs`, and the rest when its time has come.
 * @param signal ends what is still to come
 */
export function keepPage(page: PageModel, acts: readonly PageAct[], nowMs: number, signal: AbortSignal): void {
  const timers = acts
    .filter(({ atMs }) => atMs > nowMs)
    .map(({ atMs, act }) => setTimeout(() => act(page), atMs - nowMs).unref());
  for (const { act } of acts.filter(({ atMs }) => atMs <= nowMs)) act(page);
  signal.addEventListener('abort', () => timers.forEach(clearTimeout), { once: true });
}
