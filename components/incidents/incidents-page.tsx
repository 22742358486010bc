'use client';

import { Anchor, SegmentedControl, Skeleton, Switch } from '@mantine/core';
import { useEffect } from 'react';
import type { StatusAnswer } from '../../lib/api/status-shapes.ts';
import { apiQuery } from '../data/api-query.ts';
import { useEpisodes, useIncidents } from '../data/incident-queries.ts';
import { PageLink } from '../links/page-link.tsx';
import { QueryError } from '../overview/query-error.tsx';
import { RangePicker } from '../range/range-picker.tsx';
import { useRange } from '../range/use-range.ts';
import { StatusLine } from '../status/status-line.tsx';
import { AgreementFigures } from './agreement-figures.tsx';
import { IncidentTimeline } from './incident-timeline.tsx';
import classes from './incidents.module.css';
import { OverloadChart } from './overload-chart.tsx';
import { storiesOf } from './stories.ts';
import { StoryList } from './story-list.tsx';
import { KINDS, useIncidentsState } from './use-incidents-state.ts';

const WEEK = { from: 'now-7d', to: 'now' };
const LABELS = { all: 'Both', episodes: 'Ours', incidents: 'Posted' } as const;

/** What the status page posted, laid under what our own numbers saw. */
export function IncidentsPage({ status }: { status: StatusAnswer | null }) {
  const rangeState = useRange(WEEK);
  const { range, followsNow } = rangeState;
  const [state, setState] = useIncidentsState();
  const query = apiQuery(range);
  const posted = useIncidents(query, followsNow);
  const own = useEpisodes(query, followsNow);
  const error = posted.error ?? own.error;
  const isReady = posted.data !== undefined && own.data !== undefined;
  const episodes = own.data?.episodes ?? [];
  const incidents = (posted.data?.incidents ?? []).filter(({ counts }) => counts || state.others);
  const open = (id: string | null) => void setState({ open: id });

  // A link, or a bar of the time line, opens a row that may lie below the fold.
  useEffect(() => {
    if (isReady && state.open) document.getElementById(state.open)?.scrollIntoView({ block: 'nearest' });
  }, [isReady, state.open]);

  return (
    <div className={classes.page}>
      <h1 className={classes.hidden}>Incidents</h1>
      <div className={classes.toolbar}>
        <RangePicker state={rangeState} />
        <SegmentedControl
          aria-label="What the list shows"
          value={state.show}
          onChange={(show) => void setState({ show })}
          data={KINDS.map((value) => ({ value, label: LABELS[value] }))}
        />
        <Switch
          label="Also what does not concern your calls"
          checked={state.others}
          onChange={(event) => void setState({ others: event.currentTarget.checked })}
        />
      </div>
      <div className={classes.card}>
        <StatusLine first={status} />
      </div>
      {error && !isReady ? (
        <div className={classes.note}>
          <QueryError error={error} />
        </div>
      ) : (
        <>
          <AgreementFigures agreement={posted.data?.agreement} />
          <IncidentTimeline
            span={posted.data ?? null}
            episodes={state.show === 'incidents' ? [] : episodes}
            incidents={state.show === 'episodes' ? [] : incidents}
            countedTo={own.data?.countedTo}
            openId={state.open}
            onOpen={open}
          />
          <OverloadChart
            scope={{ range, filters: {}, followsNow }}
            onZoom={({ fromMs, toMs }) => rangeState.zoomTo(fromMs, toMs)}
          />
          {isReady ? (
            <StoryList stories={storiesOf(episodes, incidents, state.show)} openId={state.open} onOpen={open} />
          ) : (
            <Skeleton height={240} radius="md" />
          )}
          {posted.data?.truncated || own.data?.truncated ? (
            <p className={classes.note}>There were more than are listed: choose a shorter range for the oldest.</p>
          ) : null}
          <p className={classes.foot}>
            An episode is a stretch in which 529s were significantly above what is normal here. An incident is what the
            status page posted.{' '}
            <Anchor component={PageLink} href="/settings?tab=alerts" inherit>
              Be told when an episode begins
            </Anchor>
          </p>
        </>
      )}
    </div>
  );
}
