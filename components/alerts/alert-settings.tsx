'use client';

import { Alert, Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { AlertsAnswer } from '../../lib/api/alert-shapes.ts';
import { RequestError } from '../data/api-client.ts';
import classes from '../settings/settings.module.css';
import { AlertLog } from './alert-log.tsx';
import { useAlerts, usePutAlerts } from './alert-queries.ts';
import { BrowserAlerts } from './browser-alerts.tsx';
import { type DestinationDraft, draftOf, errorOf, inputOf, newDraft } from './destination-drafts.ts';
import { DestinationForm } from './destination-form.tsx';

/** Where alerts go, of what, and what became of them. */
export default function AlertSettings() {
  const { data, error } = useAlerts();
  return (
    <div className={classes.stack}>
      {data ? (
        <Destinations answer={data} />
      ) : error ? (
        <Alert color="gray" role="alert" title="The destinations could not be read">
          {error.message}
        </Alert>
      ) : (
        <Skeleton height={200} radius="md" />
      )}
      <BrowserAlerts />
      <AlertLog />
    </div>
  );
}

const MOST = 10;

function Destinations({ answer }: { answer: AlertsAnswer }) {
  const [edited, setEdited] = useState<DestinationDraft[] | null>(null);
  const put = usePutAlerts(() => {
    setEdited(null);
    notifications.show({ message: 'Saved. Send a test to see that it arrives.' });
  });
  const drafts = edited ?? answer.destinations.map(draftOf);
  const fields = put.error instanceof RequestError ? put.error.fields : [];
  const change = (next: DestinationDraft[]) => {
    setEdited(next);
    put.reset();
  };
  return (
    <section className={classes.card} aria-label="Destinations">
      <div className={classes.head}>
        <h2 className={classes.heading}>Destinations</h2>
        <Button
          size="compact-sm"
          variant="default"
          className={classes.push}
          disabled={drafts.length >= MOST}
          onClick={() => change([...drafts, newDraft(`new ${drafts.length} ${Date.now()}`)])}
        >
          Add a destination
        </Button>
      </div>
      <p className={classes.lead}>
        A webhook is sent JSON by POST; Slack’s incoming webhooks get their own shape. What does not go through is tried
        again with back-off. The address is a secret: it is shown shortened once it is saved.
      </p>
      {drafts.length === 0 ? <p className={classes.faint}>None yet: nobody is told when an episode begins.</p> : null}
      {drafts.map((draft, index) => (
        <DestinationForm
          key={draft.key}
          draft={draft}
          isSaved={edited === null}
          errorOf={(field) => errorOf(fields, index, field)}
          onChange={(next) => change(drafts.with(index, next))}
          onRemove={() => change(drafts.toSpliced(index, 1))}
        />
      ))}
      {put.error && !fields.some(({ field }) => field.startsWith('destinations[')) ? (
        <p role="alert" className={classes.bad}>
          {put.error.message}
        </p>
      ) : null}
      {edited ? (
        <div className={classes.barLine}>
          <Button
            variant="default"
            onClick={() => {
              setEdited(null);
              put.reset();
            }}
          >
            Discard
          </Button>
          <Button loading={put.isPending} onClick={() => put.mutate(inputOf(drafts))}>
            Save
          </Button>
        </div>
      ) : null}
    </section>
  );
}
