'use client';

import { Skeleton } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { IconCircleCheck, IconMoon, IconUnlink } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { VerdictAnswer } from '../../lib/api/present-shapes.ts';
import type { StatusAnswer } from '../../lib/api/status-shapes.ts';
import { useVerdict } from '../data/incident-queries.ts';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import { outcomeColor } from '../outcome/outcome-style.ts';
import { StatusLine } from '../status/status-line.tsx';
import { useZone } from '../time/zone.tsx';
import { evidenceWords } from './evidence-words.ts';
import classes from './verdict.module.css';
import { VerdictAdvice } from './verdict-advice.tsx';
import { VerdictLinks } from './verdict-links.tsx';
import { VERDICT_LOOK } from './verdict-look.ts';

/** What the page came with; `null`: it is still to be asked for. */
export interface Present {
  verdict: VerdictAnswer | null;
  status: StatusAnswer | null;
}

/** Is it them or me, since when, how bad, what now: what is going on at this moment, whatever range the page shows. */
export const VerdictBand = memo(function VerdictBand({ present }: { present: Present }) {
  const { data: verdict, error } = useVerdict(present.verdict);
  return (
    <section className={classes.card} aria-label="What is going on now">
      {verdict ? <Verdict verdict={verdict} /> : error ? <Unreadable error={error} /> : <Waiting />}
      <StatusLine first={present.status} />
    </section>
  );
});

function Verdict({ verdict }: { verdict: VerdictAnswer }) {
  const { zone } = useZone();
  // The server does not know the reader's zone.
  const mounted = useMounted();
  const { tone, outcome } = VERDICT_LOOK[verdict.state];
  const Icon = tone === 'good' ? IconCircleCheck : IconMoon;
  const mark = outcome ? (
    <OutcomeMark outcome={outcome} size={22} />
  ) : (
    <Icon size={24} stroke={1.8} aria-hidden="true" className={classes.icon} />
  );
  const told = evidenceWords(verdict, mounted ? zone : 'utc');
  const others = verdict.providers.filter(
    ({ provider, state }) => provider !== verdict.provider && VERDICT_LOOK[state].tone === 'bad',
  );
  return (
    <Band tone={tone} color={outcome ? outcomeColor(outcome) : undefined} mark={mark}>
      <div className={classes.head}>
        <div className={classes.title} role="status">
          <h1>{verdict.headline}</h1>
        </div>
        <VerdictLinks verdict={verdict} />
      </div>
      {told === '' ? null : <p className={classes.evidence}>{told}</p>}
      {others.map(({ provider, headline }) => (
        <p key={provider} className={classes.evidence}>
          <b>{provider}</b>: {headline}
        </p>
      ))}
      <VerdictAdvice advice={verdict.advice} />
    </Band>
  );
}

function Unreadable({ error }: { error: Error }) {
  const mark = <IconUnlink size={24} stroke={1.8} aria-hidden="true" className={classes.icon} />;
  return (
    <Band tone="bad" mark={mark}>
      <div className={classes.title}>
        <h1>What is going on cannot be told</h1>
      </div>
      <p className={classes.evidence}>{error.message}</p>
    </Band>
  );
}

function Waiting() {
  return (
    <div className={classes.band} data-tone="quiet" aria-busy="true">
      <div className={classes.text}>
        <Skeleton height={20} width="min(520px, 80%)" my={4} />
        <Skeleton height={12} width="min(380px, 60%)" my={5} />
      </div>
    </div>
  );
}

interface BandProps {
  tone: 'good' | 'bad' | 'quiet';
  color?: string | undefined;
  mark: ReactNode;
  children: ReactNode;
}

function Band({ tone, color, mark, children }: BandProps) {
  return (
    <div className={classes.band} data-tone={tone} style={color ? { '--band-color': color } : undefined}>
      {mark}
      <div className={classes.text}>{children}</div>
    </div>
  );
}
