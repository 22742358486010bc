'use client';

import { Skeleton } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import type { AdviceAnswer } from '../../lib/api/present-shapes.ts';
import { formatCount } from '../../lib/format/number.ts';
import { apiQuery } from '../data/api-query.ts';
import { useAdvice } from '../data/incident-queries.ts';
import type { Scope } from '../data/scope.ts';
import { QueryError } from '../overview/query-error.tsx';
import { Panel, PanelNote } from '../panel/panel.tsx';
import classes from './advice.module.css';
import { evidenceOf } from './evidence.ts';

/** What would reduce 429s and 529s, from the record's own numbers; each with what it rests on. */
export function AdvicePanel({ scope }: { scope: Scope }) {
  const { data, error } = useAdvice(apiQuery(scope.range), scope.followsNow);
  const aside = data
    ? `from ${formatCount(data.attempts)} attempts of this range${data.sampled ? ', a sample' : ''}`
    : null;
  return (
    <Panel label="Advice" title="What would reduce 429s and 529s" aside={aside}>
      {data ? <Items {...data} /> : error ? <QueryError error={error} /> : <Skeleton height={120} />}
    </Panel>
  );
}

function Items({ advice, attempts }: Pick<AdviceAnswer, 'advice' | 'attempts'>) {
  if (attempts === 0) return <PanelNote>No calls in this range to learn from.</PanelNote>;
  if (advice.length === 0)
    return <PanelNote>Nothing stands out: no habit of these calls costs you errors in this range.</PanelNote>;
  return (
    <ul className={classes.list}>
      {advice.map((item) => (
        <li key={item.id}>
          <IconBulb size={18} stroke={1.7} aria-hidden="true" className={classes.icon} />
          <div>
            <h3 className={classes.name}>{item.title}</h3>
            <p className={classes.text}>{item.text}</p>
            <dl className={classes.evidence}>
              {evidenceOf(item).map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </div>
        </li>
      ))}
    </ul>
  );
}
