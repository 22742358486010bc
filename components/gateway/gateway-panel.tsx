'use client';

import { Anchor, Progress, Skeleton } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { memo } from 'react';
import type { GatewayStateJson, HealthAnswer } from '../../lib/api/shapes.ts';
import { formatCount, formatCounted } from '../../lib/format/number.ts';
import { useHealth } from '../data/queries.ts';
import { PageLink } from '../links/page-link.tsx';
import { Panel, PanelNote } from '../panel/panel.tsx';
import { fillOf } from './fill.ts';
import classes from './gateway.module.css';

/** What passes through the gateway at this moment: calls under way, places taken, and who waits for one. */
export const GatewayPanel = memo(function GatewayPanel({ first }: { first: HealthAnswer | null }) {
  // The page may know more by now than the server knew when it drew this: it begins with the same.
  const mounted = useMounted();
  const { data: latest } = useHealth(true);
  const data = mounted ? (latest ?? first) : first;
  const state = data?.gateway.state;
  return (
    <Panel label="Concurrency and queue" title="Concurrency and queue" aside="in the gateway, now">
      {data === null ? <Skeleton height={70} /> : null}
      {data && !state ? <PanelNote>The gateway does not tell.</PanelNote> : null}
      {state ? <State state={state} /> : null}
    </Panel>
  );
});

function State({ state }: { state: GatewayStateJson }) {
  return (
    <>
      <p className={classes.lead}>
        {formatCounted(state.openCalls, 'call')} under way
        {state.recorder.state === 'failing' ? <b>; they cannot be recorded at the moment</b> : null}
      </p>
      <ul className={classes.list}>
        {state.upstreams.map((upstream) => (
          <li key={upstream.name}>
            <div className={classes.head}>
              <b>{upstream.name}</b>
              <span>
                {formatCount(upstream.inFlight)}{' '}
                {upstream.limit === null ? 'in flight' : `of ${upstream.limit} places taken`}
              </span>
              <span data-waiting={upstream.waiting > 0 || undefined}>
                {upstream.waiting > 0 ? `${formatCount(upstream.waiting)} in the queue` : 'no queue'}
              </span>
              {upstream.circuit === 'open' ? <span data-waiting>circuit open: calls are held back</span> : null}
            </div>
            {upstream.limit === null ? null : (
              <Progress value={fillOf(upstream)} size="sm" aria-label={`${upstream.name}: places taken`} />
            )}
          </li>
        ))}
      </ul>
      {state.upstreams.every(({ limit }) => limit === null) ? (
        <PanelNote>
          No limit on concurrency is set.{' '}
          <Anchor component={PageLink} href="/settings?tab=policies" inherit>
            Set one
          </Anchor>
          , and what is too much waits its turn.
        </PanelNote>
      ) : null}
    </>
  );
}
