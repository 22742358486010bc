'use client';

import { Anchor } from '@mantine/core';
import type { EpisodeJson } from '../../lib/api/incident-shapes.ts';
import { formatCount, formatShare } from '../../lib/format/number.ts';
import { PageLink } from '../links/page-link.tsx';
import { Time } from '../time/time.tsx';
import classes from './incidents.module.css';
import { callsHref, incidentHref } from './links.ts';
import { episodeCounts, leadWords } from './match-words.ts';
import { SupportReportButton } from './support-report-button.tsx';

const ENDS = {
  recovered: 'the errors stopped',
  silence: 'the calls stopped, so nobody can tell',
  new_normal: 'the errors went on for so long that they became usual',
};

/** All that is known of an episode, what it goes with, and what to take to support. */
export function EpisodeFacts({ episode }: { episode: EpisodeJson }) {
  const { startedAt, endedAt, endedBy, detectedAt, durationMs, peak, confidence, models, matches, provider } = episode;
  // By the server's clock: the browser's may be another.
  const span = { from: startedAt, to: startedAt + Math.max(1, durationMs) };
  const filters = { outcome: ['overloaded'], provider: [provider] };
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>How much</dt>
          <dd>{episodeCounts(episode)}</dd>
        </div>
        <div>
          <dt>Began</dt>
          <dd>
            <Time ms={startedAt} />, known <Time ms={detectedAt} style="time" />
          </dd>
        </div>
        <div>
          <dt>Ended</dt>
          <dd>
            {endedAt === null ? 'it goes on' : <Time ms={endedAt} />}
            {endedBy ? `: ${ENDS[endedBy]}` : ''}
          </dd>
        </div>
        <div>
          <dt>Worst minute</dt>
          <dd>
            <Time ms={peak.at} style="minute" />: {formatCount(peak.failed)} of {formatCount(peak.calls)} (
            {formatShare(peak.share)})
          </dd>
        </div>
        <div>
          <dt>Confidence</dt>
          <dd>{confidence === 0 ? 'too young to tell' : formatShare(confidence)}</dd>
        </div>
        <div>
          <dt>Models</dt>
          <dd>{models.length === 0 ? 'all together' : models.join(', ')}</dd>
        </div>
      </dl>
      {matches.length > 0 ? (
        <ul className={classes.matches}>
          {matches.map(({ incident, lead, models: named }) => (
            <li key={incident.id}>
              <Anchor component={PageLink} href={incidentHref(incident.id)} inherit>
                {incident.name}
              </Anchor>{' '}
              <span className={classes.faint}>
                {leadWords(lead.ms)}
                {named === 'named' ? ', names these models' : ''}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className={classes.actions}>
        <SupportReportButton span={span} filters={filters} />
        <Anchor component={PageLink} href={callsHref(span, filters)} size="sm">
          The failed calls
        </Anchor>
        <Anchor component={PageLink} href={`/?from=${startedAt - 3_600_000}&to=${span.to + 3_600_000}`} size="sm">
          The overview of that time
        </Anchor>
        <Anchor component={PageLink} href="/settings?tab=alerts" size="sm">
          Be told of the next
        </Anchor>
      </div>
    </>
  );
}
