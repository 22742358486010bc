'use client';

import { Anchor, Loader, Skeleton } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallsAnswer } from '../../lib/api/shapes.ts';
import { fetchJson } from '../data/api-client.ts';
import { apiQuery } from '../data/api-query.ts';
import { useLive } from '../data/live-provider.tsx';
import { PageLink } from '../links/page-link.tsx';
import { OutcomeBadge } from '../outcome/outcome-badge.tsx';
import { Time } from '../time/time.tsx';
import classes from './connect.module.css';
import type { Snippet } from './snippets.ts';

const LOOK_BACK = 'now-30d';

/** Waits for the first call of a client and says when it has come. */
export function FirstCall({ snippet }: { snippet: Snippet }) {
  const queryClient = useQueryClient();
  const { stream } = useLive();
  const filters = Object.fromEntries(Object.entries(snippet.recognise).map(([field, value]) => [field, [value]]));
  const query = apiQuery({ from: LOOK_BACK, to: 'now', filters }, { limit: 1 });
  const { data } = useQuery({
    queryKey: ['first-call', query],
    queryFn: ({ signal }) => fetchJson<CallsAnswer>(`/api/calls?${query}`, { signal }),
  });
  useEffect(
    () =>
      stream?.onEvent((event) => {
        if (event.type === 'calls') void queryClient.invalidateQueries({ queryKey: ['first-call'] });
      }),
    [stream, queryClient],
  );
  if (!data) return <Skeleton height={46} radius={10} />;
  const [call] = data.calls;
  if (!call)
    return (
      <div className={classes.check} role="status">
        <Loader size={16} color="gray" type="dots" aria-hidden="true" />
        <span>Waiting for the first call from {snippet.label}. This turns green by itself.</span>
      </div>
    );
  return (
    <div className={classes.check} data-arrived role="status">
      <IconCircleCheckFilled size={20} aria-hidden="true" />
      <span>
        Connected. Latest call <Time ms={call.startedAt} />: <OutcomeBadge outcome={call.outcome} plain />{' '}
        <Anchor component={PageLink} href={`/calls/${encodeURIComponent(call.id)}`} inherit>
          See it
        </Anchor>
      </span>
    </div>
  );
}
