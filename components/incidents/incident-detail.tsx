'use client';

import { Alert, Anchor, Skeleton } from '@mantine/core';
import type { IncidentAnswer } from '../../lib/api/incident-shapes.ts';
import { ExportMenu } from '../calls/export-menu.tsx';
import { RequestError } from '../data/api-client.ts';
import { useIncident } from '../data/incident-queries.ts';
import { PageLink } from '../links/page-link.tsx';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import { RangePicker } from '../range/range-picker.tsx';
import { useRange } from '../range/use-range.ts';
import { EpisodeFacts } from './episode-facts.tsx';
import { ImpactMark } from './impact-mark.tsx';
import { IncidentFacts } from './incident-facts.tsx';
import classes from './incidents.module.css';
import { callsHref } from './links.ts';
import { episodeTitle } from './match-words.ts';
import { OverloadChart } from './overload-chart.tsx';
import { RateSteps } from './rate-steps.tsx';
import { EpisodeBadge, IncidentBadge } from './state-badge.tsx';
import { SupportReportButton } from './support-report-button.tsx';
import { UpdateList } from './update-list.tsx';
import { reportWindow } from './window.ts';

/** One incident: what the page said and when, and what our own numbers did around it. @param id `PAGE:ID` */
export function IncidentDetail({ id }: { id: string }) {
  const { data, error } = useIncident(id);
  return (
    <div className={classes.page}>
      <p className={classes.crumb}>
        <Anchor component={PageLink} href="/incidents" inherit>
          Incidents
        </Anchor>{' '}
        / <code>{id}</code>
      </p>
      {data ? <Loaded answer={data} /> : error ? <Failed id={id} error={error} /> : <Waiting />}
    </div>
  );
}

function Loaded({ answer }: { answer: IncidentAnswer }) {
  const { incident, episodes, window } = answer;
  const rangeState = useRange({ from: String(window.from), to: String(window.to) });
  const { range, followsNow, zoomTo } = rangeState;
  const span = reportWindow(answer);
  const provider = incident.countsFor;
  const filters = { outcome: ['overloaded'], provider };
  return (
    <>
      <header className={classes.head}>
        <h1 className={classes.title}>
          <ImpactMark incident={incident} size={20} /> {incident.name}
        </h1>
        <IncidentBadge incident={incident} />
      </header>
      <div className={classes.toolbar}>
        <RangePicker state={rangeState} />
        <SupportReportButton span={span} filters={filters} />
        <ExportMenu
          scope={{
            range: { from: String(span.from), to: String(span.to) },
            filters: { ...NO_FILTERS, ...filters },
            followsNow: false,
          }}
          search=""
          what="529s of the incident’s window"
        />
        <Anchor component={PageLink} href={callsHref(span, filters)} size="sm">
          The calls
        </Anchor>
      </div>
      <OverloadChart
        scope={{ range, followsNow, filters: { provider } }}
        onZoom={({ fromMs, toMs }) => zoomTo(fromMs, toMs)}
      />
      <div className={classes.columns}>
        <section className={classes.block}>
          <h2 className={classes.heading}>Your share of 529s</h2>
          <RateSteps rates={incident.rates} />
          <h2 className={classes.heading}>What the page says of it</h2>
          <IncidentFacts incident={incident} />
          <h2 className={classes.heading}>Episodes that go with it</h2>
          {episodes.length === 0 ? (
            <p className={classes.faint}>None: your numbers show nothing at that time.</p>
          ) : (
            episodes.map((episode) => (
              <div key={episode.id} className={classes.matched}>
                <h3 className={classes.matchedTitle}>
                  <OutcomeMark outcome="overloaded" size={14} /> {episodeTitle(episode)}
                </h3>
                <EpisodeBadge episode={episode} />
                <EpisodeFacts episode={episode} />
              </div>
            ))
          )}
        </section>
        <section className={classes.block}>
          <h2 className={classes.heading}>Updates</h2>
          <UpdateList updates={incident.updates} />
        </section>
      </div>
    </>
  );
}

const NO_FILTERS = {
  outcome: [],
  status: [],
  model: [],
  provider: [],
  endpoint: [],
  app: [],
  client: [],
  source: [],
  stream: [],
};

function Waiting() {
  return (
    <div aria-busy="true" className={classes.page}>
      <Skeleton height={30} width="min(480px, 80%)" />
      <Skeleton height={330} radius="md" />
      <Skeleton height={300} radius="md" />
    </div>
  );
}

function Failed({ id, error }: { id: string; error: Error }) {
  const missing = error instanceof RequestError && error.status === 404;
  return (
    <Alert color="gray" role="alert" title={missing ? 'This incident is not known' : 'The incident could not be read'}>
      {missing ? `No status page that is followed has posted ${id}, as far back as it was read.` : error.message}
    </Alert>
  );
}
