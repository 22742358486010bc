'use client';

import { Anchor } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import { formatDuration, formatShare } from '../../lib/format/number.ts';
import { PageLink } from '../links/page-link.tsx';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import { Time } from '../time/time.tsx';
import { EpisodeFacts } from './episode-facts.tsx';
import { ImpactMark } from './impact-mark.tsx';
import { IncidentFacts } from './incident-facts.tsx';
import classes from './incidents.module.css';
import { incidentHref } from './links.ts';
import { episodeTitle } from './match-words.ts';
import { RateSteps } from './rate-steps.tsx';
import { EpisodeBadge, IncidentBadge } from './state-badge.tsx';
import type { Story } from './stories.ts';
import { UpdateList } from './update-list.tsx';

interface StoryListProps {
  stories: readonly Story[];
  openId: string | null;
  onOpen: (id: string | null) => void;
}

/** Episodes and incidents, the newest first; each opens to all that is known of it. */
export function StoryList({ stories, openId, onOpen }: StoryListProps) {
  if (stories.length === 0)
    return (
      <p className={classes.note}>
        Nothing in this range: no episode in your numbers, and no incident of components that count. Choose a longer
        range, or include what does not concern your calls.
      </p>
    );
  return (
    <ul className={classes.list} aria-label="Episodes and incidents">
      {stories.map((story) => {
        const isOpen = openId === story.id;
        const shared = { id: story.id, isOpen, onToggle: () => onOpen(isOpen ? null : story.id) };
        return story.kind === 'episode' ? (
          <EpisodeRow key={story.id} episode={story.episode} {...shared} />
        ) : (
          <IncidentRow key={story.id} incident={story.incident} {...shared} />
        );
      })}
    </ul>
  );
}

interface RowProps {
  id: string;
  isOpen: boolean;
  onToggle: () => void;
}

function EpisodeRow({ episode, ...row }: RowProps & { episode: EpisodeJson }) {
  const { startedAt, durationMs, endedAt, share, peak, models } = episode;
  return (
    <Row
      {...row}
      kind="Ours"
      mark={<OutcomeMark outcome="overloaded" size={16} />}
      title={episodeTitle(episode)}
      atMs={startedAt}
      length={endedAt === null ? `${formatDuration(durationMs)} so far` : formatDuration(durationMs)}
      rates={
        <span className={classes.rates}>
          <span className={classes.rate}>
            <small>overall</small>
            <b>{formatShare(share)}</b>
          </span>
          <span className={classes.rate}>
            <small>at worst</small>
            <b>{formatShare(peak.share)}</b>
          </span>
        </span>
      }
      models={models}
      state={<EpisodeBadge episode={episode} />}
    >
      <EpisodeFacts episode={episode} />
    </Row>
  );
}

function IncidentRow({ incident, ...row }: RowProps & { incident: IncidentJson }) {
  const { postedAt, resolvedAt, models, open } = incident;
  return (
    <Row
      {...row}
      kind="Posted"
      mark={<ImpactMark incident={incident} />}
      title={incident.name}
      atMs={postedAt}
      length={resolvedAt === null ? (open ? 'goes on' : 'end not told') : formatDuration(resolvedAt - postedAt)}
      rates={<RateSteps rates={incident.rates} />}
      models={models}
      state={<IncidentBadge incident={incident} />}
    >
      <IncidentFacts incident={incident} />
      <div className={classes.actions}>
        <Anchor component={PageLink} href={incidentHref(incident.id)} size="sm">
          Chart and export
        </Anchor>
      </div>
      <UpdateList updates={incident.updates} />
    </Row>
  );
}

interface RowLook extends RowProps {
  kind: string;
  mark: ReactNode;
  title: string;
  atMs: number;
  length: string;
  rates: ReactNode;
  models: readonly string[];
  state: ReactNode;
  children: ReactNode;
}

function Row({ id, isOpen, onToggle, kind, mark, title, atMs, length, rates, models, state, children }: RowLook) {
  const bodyId = useId();
  return (
    <li id={id} className={classes.row} data-open={isOpen || undefined}>
      <h2 className={classes.rowTitle}>
        <button
          type="button"
          className={classes.rowButton}
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={onToggle}
        >
          {mark}
          <span className={classes.rowName}>
            <small>{kind}</small> {title}
          </span>
          <IconChevronDown size={17} aria-hidden="true" className={classes.chevron} />
        </button>
      </h2>
      <div className={classes.rowFacts}>
        <span className={classes.when}>
          <Time ms={atMs} /> <span className={classes.faint}>{length}</span>
        </span>
        {rates}
        <span className={classes.models} title={models.join(', ')}>
          {models.length === 0 ? <span className={classes.faint}>all models</span> : models.join(', ')}
        </span>
        {state}
      </div>
      <div id={bodyId} hidden={!isOpen} className={classes.rowBody}>
        {isOpen ? children : null}
      </div>
    </li>
  );
}
