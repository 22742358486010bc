import { IconCircleCheck, IconClockQuestion, IconMinus, IconVolumeOff } from '@tabler/icons-react';
import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import classes from './incidents.module.css';
import { episodeState, incidentState } from './match-words.ts';

/** How ours and theirs go together, told by shape and words. */
export function EpisodeBadge({ episode }: { episode: EpisodeJson }) {
  const { label, hint } = episodeState(episode);
  const Icon = episode.young ? IconClockQuestion : episode.state === 'confirmed' ? IconCircleCheck : IconVolumeOff;
  return (
    <span className={classes.badge} data-state={episode.state}>
      <Icon size={16} aria-hidden="true" />
      <span>
        <b>{label}</b> {hint}
        {episode.young ? ', just begun: may be a mere burst' : ''}
      </span>
    </span>
  );
}

export function IncidentBadge({ incident }: { incident: IncidentJson }) {
  const { label, hint } = incidentState(incident);
  const Icon = incident.state === 'confirmed' ? IconCircleCheck : IconMinus;
  return (
    <span className={classes.badge} data-state={incident.state}>
      <Icon size={16} aria-hidden="true" />
      <span>
        <b>{label}</b> {hint}
      </span>
    </span>
  );
}
