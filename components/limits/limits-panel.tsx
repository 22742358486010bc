'use client';

import { Skeleton } from '@mantine/core';
import { memo } from 'react';
import type { LimitOutlookJson } from '../../lib/api/present-shapes.ts';
import { useLimits } from '../data/incident-queries.ts';
import { QueryError } from '../overview/query-error.tsx';
import { Panel, PanelNote } from '../panel/panel.tsx';
import { LimitRow } from './limit-row.tsx';
import classes from './limits.module.css';
import { LIMITS_QUERY } from './limits-query.ts';

/** How full the account's limits are, as the last responses told, and when they reset: now, whatever the range. */
export const LimitsPanel = memo(function LimitsPanel() {
  const { data, error } = useLimits(LIMITS_QUERY, true);
  return (
    <Panel label="Limits" title="Limits" aside="of the last 6 hours, as the responses told">
      {data ? (
        <Limits limits={data.limits} total={data.total} />
      ) : error ? (
        <QueryError error={error} />
      ) : (
        <Skeleton height={150} />
      )}
    </Panel>
  );
});

function Limits({ limits, total }: { limits: readonly LimitOutlookJson[]; total: number }) {
  if (limits.length === 0)
    return (
      <PanelNote>
        No response told of a limit. They come as <code>anthropic-ratelimit-…</code> headers with each answer.
      </PanelNote>
    );
  const more = total - limits.length;
  return (
    <>
      <ul className={classes.list}>
        {limits.map((limit) => (
          <LimitRow key={[limit.provider, limit.account, limit.model, limit.name].join(' ')} limit={limit} />
        ))}
      </ul>
      {more > 0 ? <PanelNote>and {more} that are less full</PanelNote> : null}
    </>
  );
}
