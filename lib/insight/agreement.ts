import type { ProviderEpisode } from './episode-scope.ts';
import type { ComponentChoice, Incident, Span } from './incident.ts';
import { match, type ReadIncident, readIncident } from './matching.ts';

/** How well a page and our own numbers agree over a range. */
export interface Agreement {
  episodes: number;
  /** Episodes for which the page had an incident. */
  confirmed: number;
  confirmedShare: number | null;
  /** Of confirmed episodes: how long before the first post we saw them (negative: the page was first). */
  leadMs: { p25: number; median: number; p75: number } | null;
  pageFirst: number;
  postedAfterEnd: number;
  /** Incidents that matter, and those of them that show in our numbers. */
  incidents: number;
  felt: number;
  /** The share that chance alone would confirm: the mean over circular shifts of the episodes within the range. */
  chanceShare: number | null;
  /** How many times above chance; `null`: nothing to compare. */
  lift: number | null;
  /** Share of shifts that confirm at least as many, the true one included. */
  pValue: number | null;
}

const SHIFTS = 199;
const SHIFTS_MIN = 19;
/** Comparisons in all; of very many episodes and incidents fewer shifts tell enough. */
const COMPARISONS_MAX = 2_000_000;

/**
 * How often the page knew of our episodes within `range`, how early or late, and how far above chance that is. Incidents
 * cluster and last for hours, so some overlap by luck: shifting all episodes round the range keeps both kinds' clustering
 * and breaks only what ties them together.
 */
export function agreement(
  episodes: readonly ProviderEpisode[],
  incidents: readonly Incident[],
  choice: ComponentChoice,
  range: Span,
  nowMs: number,
): Agreement {
  const within = episodes.filter(({ startMs }) => startMs >= range.fromMs && startMs < range.toMs);
  const read = incidents
    .map((incident) => readIncident(incident, choice, nowMs))
    .filter((each) => each.counts && each.spans.some(({ fromMs, toMs }) => fromMs < range.toMs && toMs > range.fromMs));
  const leads: number[] = [];
  let postedAfterEnd = 0;
  const felt = new Set<string>();
  for (const episode of within) {
    const matches = read.flatMap((each) => match(episode, each, nowMs) ?? []);
    for (const { incidentId } of matches) felt.add(incidentId);
    if (matches.length === 0) continue;
    const leadMs = Math.min(...matches.map((each) => each.leadMs));
    leads.push(leadMs);
    if (episode.endMs !== null && leadMs >= episode.endMs - episode.startMs) postedAfterEnd += 1;
  }
  const confirmed = leads.length;
  return {
    episodes: within.length,
    confirmed,
    confirmedShare: within.length > 0 ? confirmed / within.length : null,
    leadMs: quartiles(leads),
    pageFirst: leads.filter((leadMs) => leadMs < 0).length,
    postedAfterEnd,
    incidents: read.length,
    felt: felt.size,
    ...chance(within, read, range, nowMs, confirmed),
  };
}

function chance(
  episodes: ProviderEpisode[],
  read: ReadIncident[],
  { fromMs, toMs }: Span,
  nowMs: number,
  confirmed: number,
): Pick<Agreement, 'chanceShare' | 'lift' | 'pValue'> {
  const lengthMs = toMs - fromMs;
  if (episodes.length === 0 || read.length === 0) return { chanceShare: null, lift: null, pValue: null };
  const affordable = Math.floor(COMPARISONS_MAX / (episodes.length * read.length));
  const shifts = Math.max(SHIFTS_MIN, Math.min(SHIFTS, affordable));
  let total = 0;
  let atLeast = 1;
  for (let shift = 1; shift <= shifts; shift += 1) {
    const byMs = (lengthMs * shift) / (shifts + 1);
    const count = episodes.filter((episode) => {
      const startMs = fromMs + ((episode.startMs - fromMs + byMs) % lengthMs);
      const endMs = startMs + ((episode.endMs ?? nowMs) - episode.startMs);
      return read.some((each) => match({ ...episode, startMs, endMs }, each, nowMs) !== null);
    }).length;
    total += count;
    if (count >= confirmed) atLeast += 1;
  }
  const chanceShare = total / shifts / episodes.length;
  return {
    chanceShare,
    lift: chanceShare > 0 ? confirmed / episodes.length / chanceShare : null,
    pValue: atLeast / (shifts + 1),
  };
}

function quartiles(values: number[]): Agreement['leadMs'] {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const position = (sorted.length - 1) * share;
    const low = sorted[Math.floor(position)] ?? 0;
    const high = sorted[Math.ceil(position)] ?? low;
    return low + (high - low) * (position - Math.floor(position));
  };
  return { p25: at(0.25), median: at(0.5), p75: at(0.75) };
}
