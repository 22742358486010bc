'use client';

import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyAnswer } from '../../lib/api/policy-shapes.ts';
import { formatCount, formatCounted } from '../../lib/format/number.ts';
import { diffPolicySets } from '../../lib/scheduler/diff.ts';
import type { FieldError } from '../../lib/scheduler/fields.ts';
import type { PolicySet } from '../../lib/scheduler/policy-set.ts';
import { fetchJson, RequestError } from '../data/api-client.ts';
import { DifferenceList } from './difference-list.tsx';
import type { SetReading } from './set-draft.ts';
import classes from './settings.module.css';

interface SaveBarProps {
  before: PolicySet;
  reading: SetReading;
  refused: readonly FieldError[];
  onRefused: (errors: readonly FieldError[]) => void;
  onDone: () => void;
}

const WRAPPER = 'policies.';
const NOTE_MAX = 200;

function headOf(differences: number, errors: number): string {
  if (errors > 0) return errors === 1 ? 'One field is wrong' : `${formatCount(errors)} fields are wrong`;
  return differences === 0 ? 'Nothing differs' : formatCounted(differences, 'change');
}

/** What would change, why, and the button that puts it in force. */
export function SaveBar({ before, reading, refused, onRefused, onDone }: SaveBarProps) {
  const [note, setNote] = useState('');
  const client = useQueryClient();
  const differences = reading.set ? diffPolicySets(before, reading.set) : [];
  const errors = [...reading.errors, ...refused];
  const put = useMutation({
    mutationFn: () =>
      fetchJson<PolicyAnswer>('/api/policy', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ policies: reading.set, note: note.trim() || null }),
      }),
    onSuccess: (answer) => {
      client.setQueryData(['policy'], answer);
      void client.invalidateQueries({ queryKey: ['policy-history'] });
      notifications.show({ message: 'In force: the gateway follows within two seconds.' });
      onDone();
    },
    onError: (error) => {
      const fields = error instanceof RequestError ? error.fields : [];
      onRefused(
        fields.map((each) => ({
          ...each,
          field: each.field.startsWith(WRAPPER) ? each.field.slice(WRAPPER.length) : each.field,
        })),
      );
    },
  });
  return (
    <section className={classes.bar} aria-label="Changes not yet in force">
      {errors.length > 0 ? (
        <div role="alert">
          <ul className={classes.errors}>
            {errors.map(({ field, message }) => (
              <li key={`${field} ${message}`}>{message}</li>
            ))}
          </ul>
        </div>
      ) : (
        <DifferenceList differences={differences} />
      )}
      {put.error && refused.length === 0 ? (
        <p role="alert" className={classes.bad}>
          {put.error.message}
        </p>
      ) : null}
      <div className={classes.barLine}>
        <b>{headOf(differences.length, errors.length)}</b>
        <TextInput
          className={classes.note}
          aria-label="Why (shown on the charts)"
          placeholder="Why (shown on the charts)"
          maxLength={NOTE_MAX}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button variant="default" onClick={onDone}>
          Discard
        </Button>
        <Button
          onClick={() => put.mutate()}
          loading={put.isPending}
          disabled={!reading.set || differences.length === 0}
        >
          Put in force
        </Button>
      </div>
    </section>
  );
}
