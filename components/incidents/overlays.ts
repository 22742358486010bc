import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import type { PolicyChangeJson } from '../../lib/api/policy-shapes.ts';
import type { ChartMark, ChartRegion } from '../charts/chart-types.ts';
import { impactTone, impactWords } from './impact.ts';
import { episodeHref, incidentHref } from './links.ts';
import { episodeState, episodeTitle, leadWords } from './match-words.ts';

/**
 * What a status page posted about components that count, as regions behind a chart; of an incident that stays open for
 * days only the times around its posts. The last one of an open incident goes on.
 */
export function regionsOf(incidents: readonly IncidentJson[]): ChartRegion[] {
  return incidents
    .filter(({ counts }) => counts)
    .flatMap((incident) => {
      const { id, spans, open, name, lead } = incident;
      const seen = lead ? `; ${leadWords(lead.ms)}` : '';
      return spans.map(({ from, to }, index): ChartRegion => {
        const goesOn = open && index === spans.length - 1 && spans.length === 1;
        return {
          id: `incident ${id} ${index}`,
          fromMs: from,
          toMs: goesOn ? null : to,
          label: `Posted, ${impactWords(incident).toLowerCase()}: ${name}${seen}`,
          tone: impactTone(incident),
          href: incidentHref(id),
        };
      });
    });
}

/** Our own episodes and changes of policy, as marks above a chart. */
export function marksOf(episodes: readonly EpisodeJson[], changes: readonly PolicyChangeJson[]): ChartMark[] {
  const ours = episodes.map((episode): ChartMark => {
    const { label, hint } = episodeState(episode);
    return {
      id: `episode ${episode.id}`,
      kind: 'episode',
      atMs: episode.startedAt,
      toMs: episode.endedAt,
      label: `${episodeTitle(episode)}. ${label}${hint ? `, ${hint}` : ''}`,
      href: episodeHref(episode),
    };
  });
  const put = changes.map(
    ({ id, at, note }): ChartMark => ({
      id: `policy ${id}`,
      kind: 'policy',
      atMs: at,
      label: note ? `Policies changed: ${note}` : 'Policies changed',
      href: '/settings?tab=policies',
    }),
  );
  return [...ours, ...put];
}
