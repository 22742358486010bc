'use client';

import { Alert, SegmentedControl, Select, Skeleton, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyAnswer } from '../../lib/api/policy-shapes.ts';
import type { FieldError } from '../../lib/scheduler/fields.ts';
import type { PolicySet } from '../../lib/scheduler/policy-set.ts';
import { RETRIED_OUTCOMES, type RetriedOutcome } from '../../lib/scheduler/policy-set.ts';
import { fetchJson } from '../data/api-client.ts';
import { useConfig } from '../data/queries.ts';
import { OUTCOME_STYLES } from '../outcome/outcome-style.ts';
import { PolicyHistory } from './policy-history.tsx';
import { PolicyPart } from './policy-part.tsx';
import { SaveBar } from './save-bar.tsx';
import { type Owner, readSetDraft, type SetDraft, withValue } from './set-draft.ts';
import classes from './settings.module.css';

/** The gateway's live policies: a form, what would change, and how they came to be. */
export default function PolicySettings() {
  const { data, error } = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => fetchJson<PolicyAnswer>('/api/policy', { signal }),
  });
  if (error && !data)
    return (
      <Alert color="gray" role="alert" title="The policies could not be read">
        {error.message}
      </Alert>
    );
  return data ? <Editor live={data} /> : <Skeleton height={420} radius="md" />;
}

const draftOf = (set: PolicySet): SetDraft => structuredClone(set) as unknown as SetDraft;
const OUTCOMES = RETRIED_OUTCOMES.map((value) => ({ value, label: OUTCOME_STYLES[value].label }));

function Editor({ live }: { live: PolicyAnswer }) {
  const [edited, setEdited] = useState<SetDraft | null>(null);
  const [owner, setOwner] = useState<Owner>(null);
  const [outcome, setOutcome] = useState<RetriedOutcome>('overloaded');
  const [refused, setRefused] = useState<readonly FieldError[]>([]);
  const { data: config } = useConfig();
  const draft = edited ?? draftOf(live.policies);
  const reading = readSetDraft(draft);
  const errors = new Map([...refused, ...reading.errors].map(({ field, message }) => [field, message]));
  const change = (next: SetDraft) => {
    setEdited(next);
    setRefused([]);
  };
  const shared = { draft, owner, errors, onChange: change };
  return (
    <div className={classes.stack}>
      <section className={classes.card}>
        <div className={classes.head}>
          <Select
            label="For"
            w={240}
            value={owner ?? ''}
            onChange={(value) => setOwner(value || null)}
            allowDeselect={false}
            data={[
              { value: '', label: 'All upstreams' },
              ...(config?.upstreams ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
          />
          <Switch
            className={classes.push}
            label="Observe only: nothing is retried, limited or marked"
            checked={draft.observeOnly === true}
            onChange={(event) => change(withValue(draft, 'observeOnly', event.currentTarget.checked))}
          />
        </div>
        <p className={classes.lead}>
          A change takes effect within two seconds, is kept, and shows on the charts. The playground shows what a policy
          does before you put it in force.
        </p>
        <div className={classes.head}>
          <h2 className={classes.heading}>Retries</h2>
          <div className={classes.scroll}>
            <SegmentedControl
              size="xs"
              aria-label="After which outcome"
              data={OUTCOMES}
              value={outcome}
              onChange={(value) => setOutcome(value)}
            />
          </div>
        </div>
        <PolicyPart {...shared} part={`retry.${outcome}`} />
      </section>
      <div className={classes.pair}>
        <section className={classes.card}>
          <div className={classes.head}>
            <h2 className={classes.heading}>Concurrency</h2>
          </div>
          <p className={classes.lead}>
            How many calls may be open at once. The rest waits its turn instead of failing.
          </p>
          <PolicyPart {...shared} part="concurrency" />
        </section>
        <section className={classes.card}>
          <div className={classes.head}>
            <h2 className={classes.heading}>Retry budget</h2>
          </div>
          <p className={classes.lead}>Keeps retries a small share of all calls, so that an outage is not made worse.</p>
          <PolicyPart {...shared} part="retryBudget" />
        </section>
      </div>
      <section className={classes.card}>
        <div className={classes.head}>
          <h2 className={classes.heading}>Circuit breaker</h2>
        </div>
        <p className={classes.lead}>When nearly everything is refused, only probes go out until one succeeds.</p>
        <PolicyPart {...shared} part="circuit" />
      </section>
      {edited ? (
        <SaveBar
          before={live.policies}
          reading={reading}
          refused={refused}
          onRefused={setRefused}
          onDone={() => {
            setEdited(null);
            setRefused([]);
          }}
        />
      ) : null}
      <PolicyHistory onTake={(set) => change(draftOf(set))} />
    </div>
  );
}
