import { Table } from '@mantine/core';
import type { ReplayAnswer } from '../../lib/api/shapes.ts';
import { formatCount, formatDuration } from '../../lib/format/number.ts';
import classes from './playground.module.css';
import { extraText, policyTitle, savedText } from './replay-view.ts';

/** The policies side by side. */
export function ReplayTable({ answer }: { answer: ReplayAnswer }) {
  return (
    <div className={classes.tableBox}>
      <Table verticalSpacing={6} aria-label="What each policy would have saved">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Policy</Table.Th>
            <Table.Th className={classes.number}>Saved</Table.Th>
            <Table.Th className={classes.number}>Of all failed, with 95% confidence</Table.Th>
            <Table.Th className={classes.number}>Later by, p50</Table.Th>
            <Table.Th className={classes.number}>p95</Table.Th>
            <Table.Th className={classes.number}>Extra attempts</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answer.policies.map((policy) => (
            <Table.Tr key={policy.name}>
              <Table.Td>{policyTitle(policy)}</Table.Td>
              <Table.Td className={classes.number}>{formatCount(policy.recovered)}</Table.Td>
              <Table.Td className={classes.number}>{savedText(policy)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(policy.addedMs.p50)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(policy.addedMs.p95)}</Table.Td>
              <Table.Td className={classes.number}>{extraText(policy)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
