'use client';

import { Skeleton, Table } from '@mantine/core';
import { IconCheck, IconClock, IconX } from '@tabler/icons-react';
import type { AlertLogEntry } from '../../lib/api/alert-shapes.ts';
import { formatCounted } from '../../lib/format/number.ts';
import settings from '../settings/settings.module.css';
import { Time } from '../time/time.tsx';
import { useAlertLog } from './alert-queries.ts';
import classes from './alerts.module.css';
import { eventLabel } from './event-words.ts';

const STATES = {
  sent: { icon: IconCheck, label: 'sent' },
  waiting: { icon: IconClock, label: 'to be tried again' },
  failed: { icon: IconX, label: 'given up' },
} as const;

/** What was sent, where to, and what became of it. */
export function AlertLog() {
  const { data, error } = useAlertLog();
  return (
    <section className={settings.card} aria-label="Log of alerts">
      <h2 className={settings.heading}>Log</h2>
      {error && !data ? <p role="alert">{error.message}</p> : null}
      {data === undefined && !error ? <Skeleton height={120} mt="sm" /> : null}
      {data?.entries.length === 0 ? <p className={settings.faint}>Nothing was sent yet.</p> : null}
      {data && data.entries.length > 0 ? (
        <Table.ScrollContainer minWidth={720}>
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>When</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>Where to</Table.Th>
                <Table.Th>Became</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.entries.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
    </section>
  );
}

function Entry({ entry }: { entry: AlertLogEntry }) {
  const { at, event, text, destination, state, tries, problem } = entry;
  const { icon: Icon, label } = STATES[state];
  return (
    <Table.Tr>
      <Table.Td className={classes.when}>
        <Time ms={at} />
      </Table.Td>
      <Table.Td>
        <b className={classes.event}>{eventLabel(event)}</b> {text}
      </Table.Td>
      <Table.Td>{destination}</Table.Td>
      <Table.Td data-state={state} className={classes.state}>
        <Icon size={15} aria-hidden="true" /> {label}
        {tries > 1 ? ` after ${formatCounted(tries, 'try').replace('trys', 'tries')}` : ''}
        {problem ? `: ${problem}` : ''}
      </Table.Td>
    </Table.Tr>
  );
}
