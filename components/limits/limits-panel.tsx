'use client';

import { Skeleton } from '@mantine/core';
import type { LimitOutlookJson } from '../../lib/api/present-shapes.ts';
import { useLimits } from '../data/incident-queries.ts';
import { QueryError } from '../overview/query-error.tsx';
import { Panel, PanelNote } from '../panel/panel.tsx';
import { LimitRow } from './limit-row.tsx';
import classes from './limits.module.css';

/** Of the last hours, whatever the range of the page. */
export const LIMITS_QUERY = 'from=now-6h&to=now';
const MOST = 8;

/** How full the account's limits are, as the last responses told, and when they reset: now, whatever the range. */
export function LimitsPanel() {
  const { data, error } = useLimits(LIMITS_QUERY, true);
  return (
    <Panel label="Limits" title="Limits" aside="of the last 6 hours, as the responses told">
      {data ? <Limits limits={data.limits} /> : error ? <QueryError error={error} /> : <Skeleton height={150} />}
    </Panel>
  );
}

function Limits({ limits }: { limits: readonly LimitOutlookJson[] }) {
  if (limits.length === 0)
    return (
      <PanelNote>
        No response told of a limit. They come as <code>anthropic-ratelimit-…</code> headers with each answer.
      </PanelNote>
    );
  const more = limits.length - MOST;
  return (
    <>
      <ul className={classes.list}>
        {limits.slice(0, MOST).map((limit) => (
          <LimitRow key={[limit.provider, limit.account, limit.model, limit.name].join(' ')} limit={limit} />
        ))}
      </ul>
      {more > 0 ? <PanelNote>and {more} that are less full</PanelNote> : null}
    </>
  );
}
