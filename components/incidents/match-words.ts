import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import { formatCount, formatShare } from '../../lib/format/number.ts';
import { durationWords } from '../../lib/insight/words.ts';

const MINUTE_MS = 60_000;

/** `seen 24 min before the post`, `posted 3 min before we saw it`, or that both came together. */
export function leadWords(leadMs: number): string {
  if (Math.abs(leadMs) < MINUTE_MS) return 'seen as the page posted it';
  const words = durationWords(Math.abs(leadMs));
  return leadMs > 0 ? `seen ${words} before the post` : `posted ${words} before it showed here`;
}

/** How an episode stands with the status page. */
export function episodeState({ state, lead, unacknowledgedMs, endedAt }: EpisodeJson): { label: string; hint: string } {
  if (state === 'confirmed') return { label: 'Confirmed', hint: lead ? leadWords(lead.ms) : '' };
  const words = durationWords(unacknowledgedMs);
  return { label: 'Unacknowledged', hint: endedAt === null ? `for ${words} so far` : `all ${words} of it` };
}

/** How an incident stands with our own numbers. */
export function incidentState({ state, counts, lead, kind }: IncidentJson): { label: string; hint: string } {
  if (state === 'confirmed') return { label: 'Confirmed', hint: lead ? leadWords(lead.ms) : '' };
  if (counts) return { label: 'No local impact', hint: 'nothing shows in your numbers' };
  return { label: 'Does not concern you', hint: kind === 'maintenance' ? 'maintenance' : 'other components' };
}

/** An episode in one line: how long, how bad, and in which models it shows. */
export function episodeTitle({ durationMs, endedAt, share, models, general }: EpisodeJson): string {
  const length = endedAt === null ? `for ${durationWords(durationMs)} so far` : `of ${durationWords(durationMs)}`;
  const where =
    general || models.length === 0 ? '' : ` of ${models.length === 1 ? models[0] : `${models.length} models`}`;
  return `Overload${where} ${length}, ${formatShare(share)} of calls failed at first`;
}

/** The counts behind an episode. */
export function episodeCounts({ calls, failed, expected }: EpisodeJson): string {
  return `${formatCount(failed)} of ${formatCount(calls)} first attempts failed; usual would be ${expected < 1 ? 'none' : formatCount(Math.round(expected))}`;
}
