'use client';

import { Anchor } from '@mantine/core';
import type { VerdictAnswer } from '../../lib/api/present-shapes.ts';
import { callsHref, episodeHref, incidentHref } from '../incidents/links.ts';
import { SupportReportButton } from '../incidents/support-report-button.tsx';
import { PageLink } from '../links/page-link.tsx';
import classes from './verdict.module.css';
import { outcomesOf } from './verdict-look.ts';

/** From a verdict to what it is about: the failed calls, the episode, the incident, and the report for support. */
export function VerdictLinks({ verdict }: { verdict: VerdictAnswer }) {
  const { state, provider, window, evidence } = verdict;
  const outcome = outcomesOf(state);
  if (state === 'too_little_traffic')
    return (
      <Anchor component={PageLink} href="/connect" size="sm">
        Connect a client
      </Anchor>
    );
  if (outcome.length === 0) return null;
  const { incident, episodeId, since } = evidence;
  const filters = { outcome, provider: [provider] };
  return (
    <div className={classes.links}>
      {state.startsWith('overloaded') || state === 'provider_errors' ? (
        <SupportReportButton span={window} filters={filters} prominent={state === 'overloaded_write_support'} />
      ) : null}
      <Anchor component={PageLink} href={callsHref(window, filters)} size="sm">
        The failed calls
      </Anchor>
      {episodeId && since !== null ? (
        <Anchor component={PageLink} href={episodeHref({ id: episodeId, startedAt: since, endedAt: null })} size="sm">
          The episode
        </Anchor>
      ) : null}
      {incident ? (
        <Anchor component={PageLink} href={incidentHref(incident.id)} size="sm" title={incident.name}>
          The incident
        </Anchor>
      ) : null}
    </div>
  );
}
