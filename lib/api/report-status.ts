import type { Filter } from '../../db/store.ts';
import { utcSecond } from '../export/report/markdown.ts';
import { type Incident, postedMs } from '../insight/incident.ts';
import { LATE_POST_MS, type MatchedIncident } from '../insight/matching.ts';
import { durationWords } from '../insight/words.ts';
import type { InsightSources } from './insight-sources.ts';
import { matchIncidents } from './matched-record.ts';
import { providerPages } from './upstream-pages.ts';

const LINES_MAX = 60;

/**
 * What status pages said in a window about what counts for the providers asked for, a line each, late posts included:
 * for a report. `null`: no page is set up or none was ever read. Strings of pages are in it as they are.
 */
export async function statusLines(
  sources: InsightSources,
  { fromMs, toMs, provider }: Pick<Filter, 'fromMs' | 'toMs' | 'provider'>,
  nowMs: number,
): Promise<string[] | null> {
  const wanted = providerPages(sources.config, sources.episodes.providers).filter(
    (each) => each.page !== null && (!provider?.length || provider.includes(each.provider)),
  );
  const names = [...new Set(wanted.flatMap(({ page }) => page?.page.name ?? []))];
  const lines: string[] = [];
  let wasRead = false;
  for (const name of names) {
    const lastSeenMs = (await sources.status.page(name))?.lastSeenMs ?? null;
    if (lastSeenMs === null) continue;
    wasRead = true;
    const incidents = await sources.status.incidents({ fromMs, toMs: toMs + LATE_POST_MS }, name);
    const matched = matchIncidents(sources, incidents, nowMs).filter((each) =>
      wanted.some(({ provider: own }) => own === each.provider),
    );
    for (const incident of incidents) {
      const own = matched.flatMap((each) => each.incidents.filter((found) => found.incident === incident));
      if (own.some(({ counts }) => counts)) lines.push(...incidentLines(incident, own));
    }
    // Only then is silence known to be silence.
    if (lastSeenMs < Math.min(toMs, nowMs - LATE_POST_MS))
      lines.push(`The page ${name} was last read at ${utcSecond(lastSeenMs)}, before the end of this window.`);
  }
  if (!wasRead) return null;
  const more = lines.length - LINES_MAX;
  return more > 0 ? [...lines.slice(0, LINES_MAX), `and ${more} lines more`] : lines;
}

function incidentLines(incident: Incident, matched: readonly MatchedIncident[]): string[] {
  const { page, name, impact, url, resolvedMs, vanishedMs, updates } = incident;
  const end =
    resolvedMs !== null
      ? `resolved ${utcSecond(resolvedMs)}`
      : vanishedMs !== null
        ? `taken off the page by ${utcSecond(vanishedMs)}`
        : 'open';
  const head = `${page}: "${name}", impact ${impact}, posted ${utcSecond(postedMs(incident))}, ${end}${url ? `, ${url}` : ''}`;
  const leads = matched.flatMap(({ matches }) => matches.map(({ leadMs }) => leadMs));
  const leadMs = Math.max(...leads);
  const seen =
    leads.length === 0
      ? []
      : [`${page}: seen here ${durationWords(Math.abs(leadMs))} ${leadMs >= 0 ? 'before' : 'after'} that post`];
  return [
    head,
    ...seen,
    ...updates.map(({ createdMs, status, body }) => `${page}: ${utcSecond(createdMs)} ${status}: ${body}`),
  ];
}
