'use client';

import { Alert, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StorageAnswer } from '../../lib/api/shapes.ts';
import { formatBytes, formatCount } from '../../lib/format/number.ts';
import { fetchJson } from '../data/api-client.ts';
import { FIELD_LABELS } from '../filters/fields.ts';
import { Time } from '../time/time.tsx';
import classes from './settings.module.css';
import { bytesPerAttempt } from './storage-words.ts';

/** How much is kept, for how long, and what could not be told apart. */
export default function StorageSettings() {
  const { data, error } = useQuery({
    queryKey: ['storage'],
    queryFn: ({ signal }) => fetchJson<StorageAnswer>('/api/storage', { signal }),
  });
  if (error && !data)
    return (
      <Alert color="gray" role="alert" title="The size could not be read">
        {error.message}
      </Alert>
    );
  if (!data) return <Skeleton height={200} radius="md" />;
  const { bytes, attempts, oldestAt, retentionDays, series, seriesLimit, collapsed } = data;
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>Database</h2>
      <p className={classes.lead}>
        Attempts are kept for as long as <code>WEIR_RETENTION_DAYS</code> says; hourly and daily figures stay. No
        prompt, no completion and no key is ever stored.
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>Size on disk</dt>
          <dd>
            <b>{formatBytes(bytes)}</b>
          </dd>
        </div>
        <div>
          <dt>Attempts</dt>
          <dd>
            <b>{formatCount(attempts)}</b> {bytesPerAttempt(data)}
          </dd>
        </div>
        <div>
          <dt>Kept for</dt>
          <dd>
            <b>{retentionDays} days</b>
          </dd>
        </div>
        <div>
          <dt>Oldest attempt</dt>
          <dd>{oldestAt === null ? 'none yet' : <Time ms={oldestAt} />}</dd>
        </div>
        <div>
          <dt>Combinations of labels</dt>
          <dd>
            {formatCount(series)} of at most {formatCount(seriesLimit)} told apart
          </dd>
        </div>
        <div>
          <dt>Labels that had to become “other”</dt>
          <dd>
            {collapsed.length === 0
              ? 'none'
              : collapsed
                  .map(({ dimension, attempts: count }) => `${FIELD_LABELS[dimension]}: ${formatCount(count)} attempts`)
                  .join('; ')}
          </dd>
        </div>
      </dl>
    </section>
  );
}
