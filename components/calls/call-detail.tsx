'use client';

import { Alert, Anchor, Skeleton, Stack } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { CallAnswer } from '../../lib/api/shapes.ts';
import { formatCounted, formatDuration } from '../../lib/format/number.ts';
import { RequestError } from '../data/api-client.ts';
import { useCall } from '../data/queries.ts';
import { PageLink } from '../links/page-link.tsx';
import { OutcomeBadge } from '../outcome/outcome-badge.tsx';
import { Time } from '../time/time.tsx';
import { AttemptList } from './attempt-list.tsx';
import { CallAdvice } from './call-advice.tsx';
import { CallEvents } from './call-events.tsx';
import { CallFacts } from './call-facts.tsx';
import { CallLimits } from './call-limits.tsx';
import { CallWaterfall } from './call-waterfall.tsx';
import { RequestId } from './columns.tsx';
import classes from './detail.module.css';

/** One call: what became of it, how often it was tried, what the provider said, and what to do. */
export default function CallDetail({ id, inDrawer = false }: { id: string; inDrawer?: boolean }) {
  const { data: call, error } = useCall(id);
  if (error && !call) return <Failed id={id} error={error} />;
  if (!call)
    return (
      <Stack aria-busy="true">
        <Skeleton height={56} />
        <Skeleton height={120} />
        <Skeleton height={260} />
      </Stack>
    );
  return (
    <Stack gap="lg">
      <Head call={call} inDrawer={inDrawer} />
      <CallAdvice outcome={call.outcome} />
      <CallEvents call={call} />
      <section>
        <h2 className={classes.heading}>Attempts over time</h2>
        <CallWaterfall call={call} />
      </section>
      <AttemptList attempts={call.attempts} />
      <CallLimits attempts={call.attempts} />
      <CallFacts call={call} />
    </Stack>
  );
}

function Head({ call, inDrawer }: { call: CallAnswer; inDrawer: boolean }) {
  const tries = formatCounted(call.attemptCount, 'attempt');
  return (
    <div className={classes.summary}>
      <div className={classes.summaryLine}>
        <OutcomeBadge outcome={call.outcome} phase={call.phase} />
        {call.status === null ? <span>no answer</span> : <b>{call.status}</b>}
        <span>
          {tries} in {formatDuration(call.durationMs)}
        </span>
        {inDrawer ? (
          <Anchor
            component={PageLink}
            href={`/calls/${encodeURIComponent(call.id)}`}
            size="sm"
            className={classes.asPage}
          >
            <IconExternalLink size={15} aria-hidden="true" /> Open as a page
          </Anchor>
        ) : null}
      </div>
      <div className={classes.summaryLine}>
        <Time ms={call.startedAt} style="millisecond" />
        <RequestId id={call.requestId} />
      </div>
      {call.errorMessage ? (
        <p className={classes.message}>
          {call.errorType ? <code>{call.errorType}</code> : null} {call.errorMessage}
        </p>
      ) : null}
    </div>
  );
}

function Failed({ id, error }: { id: string; error: Error }) {
  const missing = error instanceof RequestError && error.status === 404;
  return (
    <Alert color="gray" title={missing ? 'This call is not on record' : 'The call could not be read'} role="alert">
      {missing
        ? `Nothing is known of ${id}. It may be older than what is kept, or still under way: a call is recorded when it ends.`
        : error.message}
    </Alert>
  );
}
