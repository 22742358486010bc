import type { ModelComponent, ModelIncident, ModelUpdate, PageModel } from './page-model.ts';

const PAGE_ID = 'mockpage0001';
const LIST_MAX = 50;
const MONTHS_PER_PAGE = 3;
const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The answers of a page's API, as objects ready for JSON. */
export interface PageJson {
  summary(): unknown;
  list(): unknown;
  maintenances(): unknown;
  /** Page `n` of the archive, from 1. */
  history(n: number): unknown;
  /** `null`: there is no such incident. */
  incident(id: string): unknown;
}

export function pageJson(model: PageModel, url: string, nowMs: () => number): PageJson {
  const statuspage = model.dialect === 'statuspage';
  const iso = (ms: number): string =>
    statuspage ? new Date(ms).toISOString() : `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const latestMs = (): number =>
    Math.max(0, ...model.incidents.flatMap(({ updates }) => updates.map(({ atMs }) => atMs)));
  const page = () => ({
    id: PAGE_ID,
    name: 'Mock',
    url,
    ...(statuspage ? { time_zone: 'Etc/UTC' } : {}),
    updated_at: iso(latestMs()),
  });

  const component = ({ id, name, status }: ModelComponent, index: number) => ({
    id,
    name,
    status,
    position: index + 1,
    page_id: PAGE_ID,
    created_at: iso(0),
    updated_at: iso(0),
    ...(statuspage
      ? {
          description: null,
          showcase: true,
          start_date: null,
          group_id: null,
          group: false,
          only_show_if_degraded: false,
        }
      : {}),
  });

  const update = (incidentId: string, { id, status, body, atMs, components }: ModelUpdate) => ({
    id,
    incident_id: incidentId,
    status,
    body,
    created_at: iso(atMs),
    display_at: iso(atMs),
    updated_at: iso(atMs),
    ...(statuspage
      ? {
          affected_components:
            components.length === 0
              ? null
              : components.map((each) => ({
                  code: each.id,
                  name: each.name,
                  old_status: each.oldStatus,
                  new_status: each.newStatus,
                })),
          custom_tweet: null,
          deliver_notifications: true,
          tweet_id: null,
        }
      : {}),
  });

  const incident = (one: ModelIncident) => ({
    id: one.id,
    name: one.name,
    status: one.status,
    impact: one.impact,
    page_id: PAGE_ID,
    created_at: iso(one.createdMs),
    updated_at: iso(one.updates.at(-1)?.atMs ?? one.createdMs),
    incident_updates: [...one.updates].reverse().map((each) => update(one.id, each)),
    ...(statuspage
      ? {
          started_at: iso(one.createdMs),
          monitoring_at: null,
          resolved_at: one.resolvedMs === null ? null : iso(one.resolvedMs),
          shortlink: `https://stspg.example/${one.id}`,
          components: model.components.filter(({ id }) => one.componentIds.includes(id)).map(component),
          ...(one.kind === 'maintenance'
            ? { scheduled_for: iso(one.createdMs), scheduled_until: iso(one.createdMs) }
            : {}),
        }
      : one.resolvedMs === null
        ? {}
        : { resolved_at: iso(one.resolvedMs) }),
  });

  const ofKind = (kind: ModelIncident['kind']): ModelIncident[] => model.incidents.filter((one) => one.kind === kind);
  const status = () => {
    const isBad = ofKind('incident').some((one) => model.isOpen(one));
    return isBad
      ? { indicator: 'major', description: 'Partial System Outage' }
      : { indicator: 'none', description: 'All Systems Operational' };
  };

  return {
    summary: () => ({
      page: page(),
      status: status(),
      components: model.components.map(component),
      incidents: ofKind('incident')
        .filter((one) => model.isOpen(one))
        .map(incident),
      ...(statuspage
        ? {
            scheduled_maintenances: ofKind('maintenance')
              .filter((one) => model.isOpen(one))
              .map(incident),
          }
        : {}),
    }),
    list: () => ({ page: page(), incidents: ofKind('incident').slice(0, LIST_MAX).map(incident) }),
    maintenances: () => ({
      page: page(),
      scheduled_maintenances: ofKind('maintenance').slice(0, LIST_MAX).map(incident),
    }),
    history: (n) => ({ months: months(ofKind('incident'), n, nowMs()) }),
    incident: (id) => {
      const found = model.incidents.find((one) => one.id === id);
      return found ? incident(found) : null;
    },
  };
}

function months(incidents: ModelIncident[], page: number, nowMs: number): unknown[] {
  const now = new Date(nowMs);
  const first = now.getUTCFullYear() * 12 + now.getUTCMonth() - (page - 1) * MONTHS_PER_PAGE;
  return Array.from({ length: MONTHS_PER_PAGE }, (_, index) => {
    const year = Math.floor((first - index) / 12);
    const month = (first - index) % 12;
    const within = incidents.filter(({ createdMs }) => {
      const created = new Date(createdMs);
      return created.getUTCFullYear() === year && created.getUTCMonth() === month;
    });
    return { name: MONTH_NAMES[month], year, days: 30, incidents: within.map(archiveEntry) };
  });
}

const two = (value: number): string => String(value).padStart(2, '0');
const time = (ms: number): string => `${two(new Date(ms).getUTCHours())}:${two(new Date(ms).getUTCMinutes())}`;

/** `Oct <var data-var='date'>7</var>, <var data-var='time'>21:23</var> - ...`: HTML, without a year. */
export function htmlDate(ms: number): string {
  const date = new Date(ms);
  const month = MONTH_NAMES[date.getUTCMonth()]?.slice(0, 3);
  return `${month} <var data-var='date'>${date.getUTCDate()}</var>, <var data-var='time'>${time(ms)}</var>`;
}

function archiveEntry({ id, name, impact, createdMs, resolvedMs, updates }: ModelIncident) {
  const from = htmlDate(createdMs);
  const sameDay = resolvedMs !== null && new Date(resolvedMs).getUTCDate() === new Date(createdMs).getUTCDate();
  const to =
    resolvedMs === null
      ? ''
      : sameDay
        ? ` - <var data-var='time'>${time(resolvedMs)}</var>`
        : ` - ${htmlDate(resolvedMs)}`;
  return { code: id, name, message: updates.at(-1)?.body ?? '', impact, timestamp: `${from}${to} UTC` };
}
