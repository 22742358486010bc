import { Table } from '@mantine/core';
import type { Zone } from '../../lib/format/time.ts';
import { formatUtc } from '../../lib/format/time.ts';
import type { ChartSeries, TimeRow } from './chart-types.ts';
import classes from './charts.module.css';
import { bucketsOf } from './rows.ts';
import { bucketLabel } from './ticks.ts';

interface ChartTableProps {
  label: string;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  zone: Zone;
  height: number;
  formatValue: (value: number) => string;
}

/** The same numbers as the chart, for reading, copying and screen readers; newest first. */
export function ChartTable({ label, rows, series, zone, height, formatValue }: ChartTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.tableBox} style={{ height }} tabIndex={0} aria-label={`${label}, as a table`}>
      <Table stickyHeader highlightOnHover fz="sm" verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{zone === 'utc' ? 'Time (UTC)' : 'Time'}</Table.Th>
            {series.map(({ key, label: name }) => (
              <Table.Th key={key} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bucketsOf(rows)
            .toReversed()
            .map(({ fromMs, toMs, values }) => (
              <Table.Tr key={fromMs}>
                <Table.Td title={formatUtc(fromMs)}>{bucketLabel(fromMs, toMs, zone)}</Table.Td>
                {series.map(({ key }) => {
                  const value = values[key] ?? null;
                  return (
                    <Table.Td key={key} ta="right">
                      {value === null ? '—' : formatValue(value)}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
