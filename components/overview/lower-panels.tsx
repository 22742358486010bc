'use client';

import { Skeleton } from '@mantine/core';
import type { HealthAnswer } from '../../lib/api/shapes.ts';
import { AdvicePanel } from '../advice/advice-panel.tsx';
import { apiQuery } from '../data/api-query.ts';
import { useSummary } from '../data/queries.ts';
import { GatewayPanel } from '../gateway/gateway-panel.tsx';
import { LimitsPanel } from '../limits/limits-panel.tsx';
import { useTurn } from '../turns/use-turn.ts';
import classes from './overview.module.css';
import { summaryQuery } from './questions.ts';
import { useScope } from './scope-context.ts';

/**
 * What stands below the figures and charts, and comes after them: a page brings it last, and after a change of range it is
 * asked for once the figures are there, for it takes the server longer than all the rest.
 * @param health what the page came with
 */
export function LowerPanels({ health }: { health: HealthAnswer | null }) {
  const scope = useScope();
  const { isPlaceholderData } = useSummary(summaryQuery(scope), scope.followsNow);
  const { ref, drawn } = useTurn(isPlaceholderData ? null : scope, apiQuery(scope.range));
  return (
    <div className={classes.pair} ref={ref}>
      <LimitsPanel />
      <div className={classes.side}>
        <GatewayPanel first={health} />
        {drawn ? <AdvicePanel scope={drawn} /> : <Skeleton height={200} radius="md" />}
      </div>
    </div>
  );
}

/** Stands in their place while they are awaited. */
export function LowerPanelsAwaited() {
  return (
    <div className={classes.pair}>
      <Skeleton height={200} radius="md" />
      <div className={classes.side}>
        <Skeleton height={200} radius="md" />
        <Skeleton height={200} radius="md" />
      </div>
    </div>
  );
}
