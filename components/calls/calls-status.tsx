import { Button } from '@mantine/core';
import { IconArrowUp, IconPlayerPause } from '@tabler/icons-react';
import { formatCount } from '../../lib/format/number.ts';
import classes from './calls.module.css';

const SORT_LABELS: Record<string, string> = {
  startedAt: 'time',
  outcome: 'outcome',
  status: 'status',
  model: 'model',
  app: 'app',
  durationMs: 'duration',
  ttftMs: 'time to first token',
  attempts: 'attempts',
  tokens: 'tokens',
};

interface CallsStatusProps {
  count: number;
  hasMore: boolean;
  loading: boolean;
  followsNow: boolean;
  paused: boolean;
  waiting: number;
  sort: { id: string; desc: boolean } | null;
  onRelease: () => void;
  onUnsort: () => void;
}

/** What the table holds, how it is sorted, and what waits above it. */
export function CallsStatus(props: CallsStatusProps) {
  const { count, hasMore, loading, followsNow, paused, waiting, sort, onRelease, onUnsort } = props;
  const held = loading
    ? 'Loading'
    : `${formatCount(count)} ${hasMore ? 'loaded, more below' : count === 1 ? 'call' : 'calls'}`;
  return (
    <div className={classes.status}>
      <span>{held}</span>
      {sort ? (
        <span>
          sorted by {SORT_LABELS[sort.id]}
          {hasMore ? ' among those loaded' : ''}
          <Button variant="subtle" size="compact-xs" ml={4} onClick={onUnsort}>
            Newest first
          </Button>
        </span>
      ) : (
        <span>newest first</span>
      )}
      <span className={classes.statusEnd}>
        {waiting > 0 ? (
          <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} />} onClick={onRelease}>
            {formatCount(waiting)} new
          </Button>
        ) : null}
        {followsNow && paused && waiting === 0 ? (
          <span className={classes.paused}>
            <IconPlayerPause size={13} aria-hidden="true" /> holding still while you read
          </span>
        ) : null}
      </span>
    </div>
  );
}
