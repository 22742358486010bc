'use client';

import { Skeleton } from '@mantine/core';
import { IconCircleCheck, IconMoon } from '@tabler/icons-react';
import { useSummary } from '../data/queries.ts';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import { outcomeColor } from '../outcome/outcome-style.ts';
import { type Headline, headlineOf } from './headline.ts';
import classes from './overview.module.css';

const RECENT = 'from=now-15m&to=now';
const HOUR_BEFORE = 'from=now-75m&to=now-15m';

/** What is going on now, whatever range the page shows. */
export function HeadlineBand() {
  const recent = useSummary(RECENT, true);
  const before = useSummary(HOUR_BEFORE, true);
  if (recent.error && !recent.data)
    return <Band tone="bad" title="The figures cannot be read" detail={recent.error.message} mark={null} />;
  if (!recent.data || !before.data)
    return (
      <div className={classes.band} data-tone="quiet" aria-busy="true">
        <div className={classes.bandText}>
          <Skeleton height={20} width="min(520px, 80%)" my={4} />
          <Skeleton height={12} width="min(380px, 60%)" my={5} />
        </div>
      </div>
    );
  const headline = headlineOf(recent.data, before.data);
  return <Band {...headline} mark={<Mark headline={headline} />} />;
}

function Mark({ headline }: { headline: Headline }) {
  if (headline.outcome) return <OutcomeMark outcome={headline.outcome} size={22} />;
  const Icon = headline.tone === 'good' ? IconCircleCheck : IconMoon;
  return <Icon size={24} stroke={1.8} aria-hidden="true" color="currentColor" className={classes.bandIcon} />;
}

type BandProps = Pick<Headline, 'tone' | 'title' | 'detail'> & { mark: React.ReactNode; outcome?: Headline['outcome'] };

function Band({ tone, title, detail, mark, outcome = null }: BandProps) {
  return (
    <div
      className={classes.band}
      data-tone={tone}
      role="status"
      style={outcome ? { '--band-color': outcomeColor(outcome) } : undefined}
    >
      {mark}
      <div className={classes.bandText}>
        <h1 className={classes.bandTitle}>{title}</h1>
        <p className={classes.bandDetail}>{detail}</p>
      </div>
    </div>
  );
}
