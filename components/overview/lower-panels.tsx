'use client';

import { Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { memo, useEffect, useRef } from 'react';
import { AdvicePanel } from '../advice/advice-panel.tsx';
import { apiQuery } from '../data/api-query.ts';
import { askAhead } from '../data/incident-queries.ts';
import { useSummary } from '../data/queries.ts';
import type { Scope } from '../data/scope.ts';
import { GatewayPanel } from '../gateway/gateway-panel.tsx';
import { LIMITS_QUERY, LimitsPanel } from '../limits/limits-panel.tsx';
import { useTurn } from '../turns/use-turn.ts';
import classes from './overview.module.css';
import { summaryQuery } from './questions.ts';

/**
 * What stands below the figures and charts, and comes after them: after a change of range once the figures are
 * there, for it takes the server longer than all the rest.
 */
export const LowerPanels = memo(function LowerPanels({ scope }: { scope: Scope }) {
  const { isPlaceholderData } = useSummary(summaryQuery(scope), scope.followsNow);
  const { ref, drawn } = useTurn(isPlaceholderData ? null : scope, apiQuery(scope.range));
  const client = useQueryClient();
  const first = useRef(scope);
  useEffect(() => {
    askAhead(client, 'limits', LIMITS_QUERY);
    askAhead(client, 'advice', apiQuery(first.current.range));
  }, [client]);
  return (
    <div className={classes.pair} ref={ref}>
      {drawn ? <LimitsPanel /> : <Waiting />}
      <div className={classes.side}>
        {drawn ? <GatewayPanel /> : <Waiting />}
        {drawn ? <AdvicePanel scope={drawn} /> : <Waiting />}
      </div>
    </div>
  );
});

function Waiting() {
  return <Skeleton height={200} radius="md" />;
}
