import type { ComponentRecord, PageRecord, TimeRange } from '../../db/status-store.ts';
import type { StatusPage } from '../config.ts';
import { isChosen } from '../insight/incident.ts';
import { type ComponentPeriod, componentPeriods } from '../status/component-periods.ts';
import { pageAge } from '../status/page-age.ts';
import { readCapacity } from './capacity-rates.ts';
import { BESIDE_MS, incidentJson } from './incident-json.ts';
import type { InsightSources } from './insight-sources.ts';
import { type MatchedProvider, matchIncidents } from './matched-record.ts';
import type { ComponentPeriodJson, StatusAnswer, StatusComponentJson, StatusPageJson } from './status-shapes.ts';
import { type ProviderPage, providerPages } from './upstream-pages.ts';

/** Every status page of the settings as last seen. `range`: also when components were not operational within it. */
export async function statusAnswer(
  sources: InsightSources,
  range: TimeRange | null,
  nowMs: number,
): Promise<StatusAnswer> {
  const { config, episodes } = sources;
  const providers = providerPages(config, episodes.providers);
  const pages: StatusPageJson[] = [];
  for (const page of config.statusPages) {
    const own = providers.filter((each) => each.page?.page.name === page.name);
    pages.push(await pageJson(sources, page, own, range, nowMs));
  }
  return { now: nowMs, intervalMs: config.statusIntervalMs, pages };
}

async function pageJson(
  sources: InsightSources,
  { name, bases }: StatusPage,
  providers: readonly ProviderPage[],
  range: TimeRange | null,
  nowMs: number,
): Promise<StatusPageJson> {
  const { status, store, config } = sources;
  const record = await status.page(name);
  const age = pageAge(record, bases, config.statusIntervalMs, nowMs);
  const components = await status.components(name);
  const periods = range ? await periodsWithin(sources, name, range) : null;
  const going = (await status.incidents({ fromMs: nowMs, toMs: nowMs + 1 }, name)).filter(
    ({ kind, startedMs, resolvedMs, vanishedMs }) =>
      resolvedMs === null && vanishedMs === null && (kind === 'incident' || (startedMs ?? 0) <= nowMs),
  );
  const matched: MatchedProvider[] = going.length > 0 ? matchIncidents(sources, going, nowMs) : [];
  const names = providers.map(({ provider }) => provider);
  const sinceMs = Math.min(nowMs, ...going.map(({ createdMs, startedMs }) => startedMs ?? createdMs));
  const counts =
    going.length > 0 ? await readCapacity(store, names, { fromMs: sinceMs - BESIDE_MS, toMs: nowMs + 1 }) : null;
  return {
    name,
    url: bases[0] ?? '',
    answeredBy: record?.lastBase ?? null,
    addresses: addressesJson(record, bases),
    seenAt: age.lastSeenMs,
    ageMs: age.ageMs,
    stale: age.stale,
    ageText: age.text,
    indicator: record?.indicator ?? null,
    description: record?.description ?? null,
    historyComplete: record !== null && record.historyPage === null,
    upstreams: names,
    components: components
      .map((component) => componentJson(component, providers, periods))
      .sort((a, b) => Number(a.vanishedAt !== null) - Number(b.vanishedAt !== null)),
    incidents: going.map((incident) => incidentJson(incident, matched, counts, nowMs)).reverse(),
  };
}

/** The addresses that are set up, in their order. */
function addressesJson(record: PageRecord | null, bases: readonly string[]): StatusPageJson['addresses'] {
  return bases.map((url) => {
    const known = record?.addresses.find(({ base }) => base === url);
    return {
      url,
      lastOkAt: known?.lastOkMs ?? null,
      problem: known?.problem ?? null,
      failingSince: known?.failingSinceMs ?? null,
    };
  });
}

function componentJson(
  component: ComponentRecord,
  providers: readonly ProviderPage[],
  periods: readonly ComponentPeriod[] | null,
): StatusComponentJson {
  const { id, name, status, group, sinceMs, vanishedMs } = component;
  return {
    id,
    name,
    status,
    group,
    since: sinceMs,
    vanishedAt: vanishedMs,
    countsFor: providers.flatMap(({ provider, page }) => (page && isChosen(component, page.choice) ? [provider] : [])),
    ...(periods && { periods: periods.filter(({ componentId }) => componentId === id).map(periodJson) }),
  };
}

async function periodsWithin({ status }: InsightSources, page: string, range: TimeRange): Promise<ComponentPeriod[]> {
  const seen = await status.statuses(range, page);
  const incidents = await status.incidents(range, page);
  return componentPeriods(seen, incidents, range).filter((period) => period.status !== 'operational');
}

const periodJson = ({ fromMs, toMs, status, source }: ComponentPeriod): ComponentPeriodJson => ({
  from: fromMs,
  to: toMs,
  status,
  source,
});
