import type { PageRecord, StatusStore, StatusWrite } from '../../db/status-store.ts';
import type { Incident } from '../insight/incident.ts';
import { Addresses, type AddressLimits, type PageReading } from './addresses.ts';
import { type IncidentNews, listedSince, mergeComponents, mergeIncidents, missingFrom } from './merge.ts';
import { type PageAnswer, type Posted, readPage } from './posted.ts';
import type { StatusDeps } from './request.ts';
import { wirePage } from './wire.ts';

export interface PageSyncOptions {
  page: string;
  bases: readonly string[];
  intervalMs: number;
  store: StatusStore;
  deps: StatusDeps;
  limits?: AddressLimits;
}

/** What a look at a page brought. `seen`: whether any address gave a readable answer. */
export interface Look {
  seen: boolean;
  news: IncidentNews[];
  componentsChanged: boolean;
}

/** Although nothing seems to have changed, the list of incidents is read once in so many looks: old posts get edited. */
const LIST_EVERY = 10;
/** An incident counts as taken off the page once so many lists in a row lack it. */
const MISSING_LISTS = 2;
const FAR_FUTURE_MS = 8_640_000_000_000_000;

const SUMMARY = '/api/v2/summary.json';
const LIST = '/api/v2/incidents.json';
const MAINTENANCES = '/api/v2/scheduled-maintenances.json';

/** Keeps one page's record up to date, look by look. */
export class PageSync {
  readonly addresses: Addresses;
  private readonly options: PageSyncOptions;
  private looksSinceList = LIST_EVERY;
  /** How many lists in a row lacked an incident. */
  private readonly missing = new Map<string, number>();
  /** The last list, for when the page says that it still holds. */
  private listing: Posted[] = [];
  /** Some maintenance is planned or goes on: the summary drops it when it ends. */
  private followsMaintenance: boolean;
  private record: PageRecord;

  private constructor(options: PageSyncOptions, record: PageRecord, followsMaintenance: boolean) {
    this.options = options;
    this.record = record;
    this.followsMaintenance = followsMaintenance;
    const { bases, intervalMs, deps, limits } = options;
    this.addresses = new Addresses(bases, record.addresses, intervalMs, deps, limits);
  }

  /** Goes on from what the store knows of the page. */
  static async start(options: PageSyncOptions): Promise<PageSync> {
    const { store, page, deps } = options;
    const known = await store.page(page);
    const open = await store.incidents({ fromMs: deps.nowMs(), toMs: FAR_FUTURE_MS }, page);
    return new PageSync(options, known ?? unseenPage(page), open.some(isOpenMaintenance));
  }

  get historyPage(): number | null {
    return this.record.historyPage;
  }

  /** Looks at the page once: at its summary, and at its incidents where something may have changed. */
  async look(signal: AbortSignal): Promise<Look> {
    const summary = await this.read(SUMMARY, signal);
    if (summary.kind === 'resting') return { seen: false, news: [], componentsChanged: false };
    if (summary.kind === 'value') this.looksSinceList = LIST_EVERY;
    this.looksSinceList += 1;
    const seen = summary.kind === 'value' || summary.kind === 'unchanged';
    const wantsList = seen && this.looksSinceList > LIST_EVERY;
    const list = wantsList ? await this.readList(signal) : null;
    const maintenances =
      wantsList && this.followsMaintenance ? answerOf(await this.read(MAINTENANCES, signal, true)) : null;
    if (seen) this.record = { ...this.record, lastSeenMs: this.options.deps.nowMs(), lastBase: summary.base };
    return this.keep(seen, answerOf(summary), list, maintenances?.incidents ?? []);
  }

  /** The page's newest incidents; `null`: not read, or nothing to be learnt from them. */
  private async readList(signal: AbortSignal): Promise<Posted[] | null> {
    const list = await this.read(LIST, signal);
    if (list.kind !== 'value' && list.kind !== 'unchanged') return null;
    this.looksSinceList = 0;
    if (list.kind === 'unchanged') return this.missing.size > 0 ? this.listing : null;
    this.listing = list.value.incidents ?? [];
    this.noticeGap(this.listing);
    return this.listing;
  }

  /** If the list does not reach back to when we last saw the page, the archive has to fill the gap. */
  private noticeGap(listing: readonly Posted[]): void {
    const { lastSeenMs, historyPage } = this.record;
    const sinceMs = listedSince(listing);
    if (lastSeenMs !== null && historyPage === null && sinceMs !== null && sinceMs > lastSeenMs)
      this.record = { ...this.record, historyPage: 1 };
  }

  /** Keeps incidents from the archive that are not known yet, and how far it was read. */
  async keepArchived(posted: readonly Posted[], historyPage: number | null): Promise<IncidentNews[]> {
    const { store, page } = this.options;
    const known = new Set(
      (
        await store.incidentsById(
          page,
          posted.map(({ id }) => id),
        )
      ).map(({ id }) => id),
    );
    const unknown = posted.filter(({ id }) => !known.has(id));
    const news = mergeIncidents([], unknown, page, this.options.deps.nowMs());
    this.record = { ...this.record, historyPage };
    await this.write({ page: this.record, incidents: news.map(({ incident }) => incident) });
    return news;
  }

  private read(path: string, signal: AbortSignal, optional = false): Promise<PageReading<PageAnswer>> {
    const reader = (text: string, base: string): PageAnswer | null => {
      const wire = wirePage.safeParse(parsed(text));
      if (!wire.success) return null;
      const answer = readPage(wire.data, base, this.options.deps.nowMs());
      // An answer with neither is some other JSON.
      return answer.components === null && answer.incidents === null ? null : answer;
    };
    return this.addresses.read(path, reader, signal, optional);
  }

  private async keep(
    seen: boolean,
    summary: PageAnswer | null,
    list: Posted[] | null,
    maintenances: Posted[],
  ): Promise<Look> {
    const { store, page, deps } = this.options;
    const nowMs = deps.nowMs();
    if (summary) this.record = { ...this.record, indicator: summary.indicator, description: summary.description };
    const listing = list ?? [];
    const posted = newestById([...(summary?.incidents ?? []), ...listing, ...maintenances]);
    if (posted.some(({ kind }) => kind === 'maintenance')) this.followsMaintenance = posted.some(isOpenMaintenance);
    const known = await this.known(posted, listing);
    const news = [...mergeIncidents(known, posted, page, nowMs), ...this.vanished(listing, known, nowMs)];
    const merged = summary?.components
      ? mergeComponents(await store.components(page), summary.components, page, nowMs)
      : { components: [], statuses: [] };
    await this.write({
      page: this.record,
      components: merged.components,
      statuses: merged.statuses,
      incidents: news.map(({ incident }) => incident),
    });
    const componentsChanged = merged.components.length > 0;
    return { seen, news: news.filter(({ events }) => events.length > 0), componentsChanged };
  }

  /** The incidents that a look can bear on: those posted, and those that a listing ought to hold. */
  private async known(posted: readonly Posted[], listing: readonly Posted[]): Promise<Incident[]> {
    const { store, page } = this.options;
    const sinceMs = listedSince(listing);
    const recent = sinceMs === null ? [] : await store.incidents({ fromMs: sinceMs, toMs: FAR_FUTURE_MS }, page);
    const ids = new Set(recent.map(({ id }) => id));
    const others = posted.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
    return [...recent, ...(others.length > 0 ? await store.incidentsById(page, others) : [])];
  }

  private vanished(listing: readonly Posted[], known: readonly Incident[], nowMs: number): IncidentNews[] {
    const gone: IncidentNews[] = [];
    for (const { id } of listing) this.missing.delete(id);
    for (const incident of missingFrom(listing, known)) {
      const lists = (this.missing.get(incident.id) ?? 0) + 1;
      this.missing.set(incident.id, lists);
      if (lists < MISSING_LISTS) {
        // Look again soon.
        this.looksSinceList = LIST_EVERY;
        continue;
      }
      this.missing.delete(incident.id);
      gone.push({ incident: { ...incident, vanishedMs: nowMs }, events: ['vanished'] });
    }
    return gone;
  }

  private async write(change: StatusWrite): Promise<void> {
    const page = { ...this.record, addresses: this.addresses.records() };
    try {
      await this.options.store.write({ ...change, page });
    } catch (error) {
      // What an etag stands for was not kept: the next look must bring it all again.
      this.addresses.forgetEtags();
      this.looksSinceList = LIST_EVERY;
      throw error;
    }
  }
}

const isOpenMaintenance = ({ kind, resolvedMs }: Posted): boolean => kind === 'maintenance' && resolvedMs === null;

/** A page that was never looked at. */
function unseenPage(page: string): PageRecord {
  return {
    page,
    lastSeenMs: null,
    lastBase: null,
    addresses: [],
    indicator: null,
    description: null,
    historyPage: 1,
  };
}

function answerOf(reading: PageReading<PageAnswer> | null): PageAnswer | null {
  return reading?.kind === 'value' ? reading.value : null;
}

/** One of each id; of two the one that was changed last. */
function newestById(posted: readonly Posted[]): Posted[] {
  const byId = new Map<string, Posted>();
  for (const one of posted) {
    const other = byId.get(one.id);
    if (!other || one.updatedMs >= other.updatedMs) byId.set(one.id, one);
  }
  return [...byId.values()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
