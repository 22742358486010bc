import { Table } from '@mantine/core';
import { formatCompact, formatDuration, formatShare } from '../../lib/format/number.ts';
import type { FleetAnswer } from '../../lib/scheduler/simulate/fleet-types.ts';
import { recoveryText } from './fleet-view.ts';
import classes from './playground.module.css';
import { StrategyMark } from './strategy-mark.tsx';

/** Who recovers, when, and at how many extra calls. */
export function FleetTable({ answer }: { answer: FleetAnswer }) {
  return (
    <div className={classes.tableBox}>
      <Table verticalSpacing={6} aria-label="How each strategy came out">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Strategy</Table.Th>
            <Table.Th>The server recovers</Table.Th>
            <Table.Th className={classes.number}>Calls that ended well</Table.Th>
            <Table.Th className={classes.number}>Attempts a call</Table.Th>
            <Table.Th className={classes.number}>Extra attempts</Table.Th>
            <Table.Th className={classes.number}>Peak a second</Table.Th>
            <Table.Th className={classes.number}>Time to success, p95</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answer.strategies.map((strategy, i) => (
            <Table.Tr key={strategy.name}>
              <Table.Td className={classes.strategy}>
                <StrategyMark index={i} /> {strategy.name}
              </Table.Td>
              <Table.Td>{recoveryText(strategy, formatDuration)}</Table.Td>
              <Table.Td className={classes.number}>{formatShare(strategy.successes / strategy.calls)}</Table.Td>
              <Table.Td className={classes.number}>{strategy.amplification.toFixed(2)}</Table.Td>
              <Table.Td className={classes.number}>{formatCompact(strategy.extraAttempts)}</Table.Td>
              <Table.Td className={classes.number}>{formatCompact(strategy.peakPerSecond)}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(strategy.timeToSuccess.p95Ms)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
