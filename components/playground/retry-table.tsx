import { Table } from '@mantine/core';
import { formatDuration } from '../../lib/format/number.ts';
import classes from './playground.module.css';
import type { Lane } from './schedule-rows.ts';

const SET_BY = { backoff: '', hint: 'retry-after', clamped_hint: 'retry-after, shortened' } as const;

const END: Record<Lane['reason'], string> = {
  retries_used_up: 'Then the retries are used up and the provider’s last answer is handed back.',
  hint_too_long: 'The server asks for a longer wait than the policy will sit out, so it gives up.',
  elapsed_limit: 'The next attempt would begin later than the policy allows.',
  not_retryable: 'An answer of this kind is not retried.',
  server_forbids: 'The server said not to retry.',
};

/** The numbers of the chosen policy, retry by retry. */
export function RetryTable({ lane }: { lane: Lane }) {
  return (
    <div className={classes.tableBox}>
      <Table verticalSpacing={6} aria-label={`Retries of ${lane.title}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Retry</Table.Th>
            <Table.Th className={classes.number}>Waits</Table.Th>
            <Table.Th className={classes.number}>From</Table.Th>
            <Table.Th className={classes.number}>To</Table.Th>
            <Table.Th className={classes.number}>On average</Table.Th>
            <Table.Th className={classes.number}>Since the first failure</Table.Th>
            <Table.Th>Set by</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lane.retries.map((retry) => (
            <Table.Tr key={retry.n}>
              <Table.Td>{retry.n + 1}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(retry.delayMs)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(retry.minMs)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(retry.maxMs)}</Table.Td>
              <Table.Td className={classes.number}>
                {retry.meanIs === 'exact' ? '' : '≈ '}
                {formatDuration(retry.meanMs)}
              </Table.Td>
              <Table.Td className={classes.number}>{formatDuration(retry.cumulativeMs)}</Table.Td>
              <Table.Td>{SET_BY[retry.setBy] || 'the policy'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className={classes.note}>{END[lane.reason]}</p>
    </div>
  );
}
