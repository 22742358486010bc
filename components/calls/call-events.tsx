'use client';

import { Anchor } from '@mantine/core';
import type { CallAnswer } from '../../lib/api/shapes.ts';
import { apiQuery } from '../data/api-query.ts';
import { useEpisodes, useIncidents } from '../data/incident-queries.ts';
import { ImpactMark } from '../incidents/impact-mark.tsx';
import { episodeHref, incidentHref } from '../incidents/links.ts';
import { episodeState, episodeTitle, incidentState } from '../incidents/match-words.ts';
import { PageLink } from '../links/page-link.tsx';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import classes from './detail.module.css';

/** The episode and the posted incidents that a call falls in. */
export function CallEvents({ call }: { call: CallAnswer }) {
  const { startedAt, durationMs, provider, outcome } = call;
  const query = apiQuery({ from: String(startedAt), to: String(startedAt + Math.max(1, Math.ceil(durationMs))) });
  const { data: own } = useEpisodes(query, false);
  const { data: posted } = useIncidents(query, false);
  if (!own || !posted) return null;
  const episodes = own.episodes.filter((episode) => episode.provider === provider);
  const incidents = posted.incidents.filter(({ countsFor }) => countsFor.includes(provider));
  const isNothing = episodes.length === 0 && incidents.length === 0;
  if (isNothing && outcome !== 'overloaded') return null;
  return (
    <section>
      <h2 className={classes.heading}>What went on then</h2>
      {isNothing ? (
        <p className={classes.event}>Neither an episode in your numbers nor a posted incident.</p>
      ) : (
        <ul className={classes.events}>
          {episodes.map((episode) => (
            <li key={episode.id} className={classes.event}>
              <OutcomeMark outcome="overloaded" size={14} />
              <Anchor component={PageLink} href={episodeHref(episode)} inherit>
                {episodeTitle(episode)}
              </Anchor>
              <span>{stateWords(episodeState(episode))}</span>
            </li>
          ))}
          {incidents.map((incident) => (
            <li key={incident.id} className={classes.event}>
              <ImpactMark incident={incident} size={14} />
              <Anchor component={PageLink} href={incidentHref(incident.id)} inherit>
                {incident.name}
              </Anchor>
              <span>{stateWords(incidentState(incident))}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const stateWords = ({ label, hint }: { label: string; hint: string }): string => (hint ? `${label}, ${hint}` : label);
