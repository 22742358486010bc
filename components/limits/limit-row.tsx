'use client';

import { Progress } from '@mantine/core';
import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import type { LimitOutlookJson } from '../../lib/api/present-shapes.ts';
import { formatCompact, formatShare } from '../../lib/format/number.ts';
import { formatAgo } from '../../lib/format/time.ts';
import { Time } from '../time/time.tsx';
import { limitName } from './limit-name.ts';
import classes from './limits.module.css';
import { Sparkline } from './sparkline.tsx';

const STATE_WORDS = { ok: '', nearly: 'nearly used up', used_up: 'used up', unknown: 'not heard of lately' };
const STATE_ICONS = { nearly: IconAlertTriangle, used_up: IconBan } as const;

/** One limit: how full, how that came about, when it resets, and whether the pace will reach it before. */
export function LimitRow({ limit }: { limit: LimitOutlookJson }) {
  const { name, used, state, account, model, provider, remaining, limit: most, resetAt, exhaustAt, readAt } = limit;
  const Icon = state === 'nearly' || state === 'used_up' ? STATE_ICONS[state] : null;
  const of = [model, account, provider].filter((part) => part !== null && part !== '').join(', ');
  return (
    <li className={classes.row} data-state={state}>
      <div className={classes.head}>
        <b>{limitName(name)}</b>
        <span className={classes.of} title={of}>
          {of}
        </span>
        <Sparkline samples={limit.samples} />
        <span className={classes.used}>
          {Icon ? <Icon size={15} aria-hidden="true" /> : null}
          {used === null ? 'no figure' : `${formatShare(used)} used`}
        </span>
      </div>
      <Progress
        value={Math.min(100, (used ?? 0) * 100)}
        color={state === 'ok' || state === 'unknown' ? 'water' : 'orange.8'}
        size="sm"
        aria-label={`${limitName(name)}, ${of}: used`}
      />
      <div className={classes.foot}>
        <span>
          {STATE_WORDS[state] ? <b>{STATE_WORDS[state]} </b> : null}
          {remaining !== null && most !== null ? `${formatCompact(remaining)} of ${formatCompact(most)} left` : null}
          {exhaustAt === null ? null : (
            <>
              , at this pace used up <Time ms={exhaustAt} style="minute" />
            </>
          )}
        </span>
        <span suppressHydrationWarning>
          {resetAt === null ? (
            `told ${formatAgo(readAt, Date.now())}`
          ) : (
            <>
              resets <Time ms={resetAt} style="time" />
            </>
          )}
        </span>
      </div>
    </li>
  );
}
