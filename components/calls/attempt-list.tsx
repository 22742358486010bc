import { Table } from '@mantine/core';
import type { AttemptJson } from '../../lib/api/shapes.ts';
import { formatDuration, NO_VALUE } from '../../lib/format/number.ts';
import { isOutcome } from '../../lib/outcome/vocabulary.ts';
import { OUTCOME_STYLES } from '../outcome/outcome-style.ts';
import { Time } from '../time/time.tsx';
import { RequestId } from './columns.tsx';
import classes from './detail.module.css';

/** Why an attempt was made, in words. */
export function causeLabel(cause: string): string {
  if (cause === 'first') return 'first try';
  if (cause === 'client_retry') return 'the client tried again';
  if (cause === 'probe') return 'probe';
  const outcome = cause.replace(/^retry_/, '');
  return isOutcome(outcome) ? `retry after ${OUTCOME_STYLES[outcome].label.toLowerCase()}` : cause;
}

/** What the provider said to each attempt. */
export function AttemptList({ attempts }: { attempts: readonly AttemptJson[] }) {
  return (
    <section>
      <h2 className={classes.heading}>What the provider said</h2>
      <Table.ScrollContainer minWidth={620}>
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>#</Table.Th>
              <Table.Th>Began</Table.Th>
              <Table.Th>Why</Table.Th>
              <Table.Th ta="right">Waited before</Table.Th>
              <Table.Th ta="right">Retry-After</Table.Th>
              <Table.Th>Request id</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attempts.map((attempt) => (
              <Table.Tr key={attempt.id}>
                <Table.Td>{attempt.n}</Table.Td>
                <Table.Td>
                  <Time ms={attempt.startedAt} style="time" />
                </Table.Td>
                <Table.Td>
                  {causeLabel(attempt.cause)}
                  {attempt.errorMessage ? (
                    <div className={classes.attemptError}>
                      {attempt.errorType ? `${attempt.errorType}: ` : ''}
                      {attempt.errorMessage}
                    </div>
                  ) : null}
                </Table.Td>
                <Table.Td ta="right">{attempt.waitedMs > 0 ? formatDuration(attempt.waitedMs) : NO_VALUE}</Table.Td>
                <Table.Td ta="right">{formatDuration(attempt.retryAfterMs)}</Table.Td>
                <Table.Td maw={220}>
                  <RequestId id={attempt.requestId} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
