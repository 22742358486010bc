import { Anchor } from '@mantine/core';
import type { IncidentJson } from '../../lib/api/incident-shapes.ts';
import { Time } from '../time/time.tsx';
import { impactWords } from './impact.ts';
import classes from './incidents.module.css';

/** What the page says of an incident, and what we noticed about how it said it. */
export function IncidentFacts({ incident }: { incident: IncidentJson }) {
  const { page, url, postedAt, startedAt, resolvedAt, open, components, models, firstSeenAt } = incident;
  const { vanishedAt, reopenedAt, edited } = incident;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Impact</dt>
        <dd>{impactWords(incident)}</dd>
      </div>
      <div>
        <dt>Posted</dt>
        <dd>
          <Time ms={postedAt} />, read here <Time ms={firstSeenAt} />
        </dd>
      </div>
      {startedAt !== null && startedAt !== postedAt ? (
        <div>
          <dt>Began, says the page</dt>
          <dd>
            <Time ms={startedAt} />
          </dd>
        </div>
      ) : null}
      <div>
        <dt>Ended</dt>
        <dd>{resolvedAt !== null ? <Time ms={resolvedAt} /> : open ? 'it goes on' : 'not told'}</dd>
      </div>
      {reopenedAt === null ? null : (
        <div>
          <dt>Opened again</dt>
          <dd>
            <Time ms={reopenedAt} />
          </dd>
        </div>
      )}
      {vanishedAt === null ? null : (
        <div>
          <dt>Taken off the page</dt>
          <dd>
            <Time ms={vanishedAt} />; kept here
          </dd>
        </div>
      )}
      {edited ? (
        <div>
          <dt>Changed</dt>
          <dd>the page rewrote an update</dd>
        </div>
      ) : null}
      <div>
        <dt>Components</dt>
        <dd>{components.length === 0 ? 'none named' : components.map(({ name }) => name).join(', ')}</dd>
      </div>
      <div>
        <dt>Models named</dt>
        <dd>{models.length === 0 ? 'none in particular' : models.join(', ')}</dd>
      </div>
      <div>
        <dt>On the page of {page}</dt>
        <dd>
          {url ? (
            <Anchor href={url} target="_blank" rel="noreferrer" inherit>
              Open there
            </Anchor>
          ) : (
            'no address'
          )}
        </dd>
      </div>
    </dl>
  );
}
