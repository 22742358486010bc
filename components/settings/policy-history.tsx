'use client';

import { Button, Skeleton } from '@mantine/core';
import { DEFAULT_POLICY_SET } from '../../lib/scheduler/default-policies.ts';
import { diffPolicySets } from '../../lib/scheduler/diff.ts';
import type { PolicySet } from '../../lib/scheduler/policy-set.ts';
import { usePolicyHistory } from '../data/incident-queries.ts';
import { Time } from '../time/time.tsx';
import { DifferenceList } from './difference-list.tsx';
import classes from './settings.module.css';

const RANGE = 'from=now-365d&to=now';

/** Every change of the policies within a year, the newest first, with what it changed; each can be taken up again. */
export function PolicyHistory({ onTake }: { onTake: (set: PolicySet) => void }) {
  const { data, error } = usePolicyHistory(RANGE, true);
  const changes = data?.changes ?? [];
  return (
    <section className={classes.card}>
      <div className={classes.head}>
        <h2 className={classes.heading}>History</h2>
        <Button size="compact-sm" variant="default" className={classes.push} onClick={() => onTake(DEFAULT_POLICY_SET)}>
          Start from the defaults
        </Button>
      </div>
      {error && !data ? <p role="alert">{error.message}</p> : null}
      {data === undefined && !error ? <Skeleton height={80} /> : null}
      {data && changes.length === 0 ? <p className={classes.faint}>Nobody has changed the policies yet.</p> : null}
      <ul className={classes.history}>
        {changes.toReversed().map(({ id, at, note, policies }, index) => {
          const before = changes[changes.length - 2 - index]?.policies ?? DEFAULT_POLICY_SET;
          const differences = diffPolicySets(before, policies);
          return (
            <li key={id}>
              <Time ms={at} />
              <div className={classes.what}>
                {note ?? <span className={classes.faint}>no reason given</span>}
                {differences.length > 0 ? (
                  <DifferenceList differences={differences} />
                ) : (
                  <p className={classes.faint}>the same as before</p>
                )}
              </div>
              <Button size="compact-sm" variant="default" onClick={() => onTake(policies)}>
                Take up again
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
