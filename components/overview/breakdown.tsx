'use client';

import { Skeleton, Table, Tabs } from '@mantine/core';
import { memo } from 'react';
import type { FilterField } from '../../lib/api/filters.ts';
import type { BreakdownRow } from '../../lib/api/shapes.ts';
import { formatCount, formatDuration, formatShare } from '../../lib/format/number.ts';
import type { Unit } from '../../lib/outcome/vocabulary.ts';
import { useBreakdown } from '../data/queries.ts';
import { FIELD_LABELS, FILTER_FIELDS, valueLabel } from '../filters/fields.ts';
import type { FilterState } from '../filters/use-filters.ts';
import type { OverviewPanelProps } from './error-chart.tsx';
import { OutcomeBar } from './outcome-bar.tsx';
import classes from './overview.module.css';
import { breakdownQuery } from './questions.ts';

const SPLITS = [
  'model',
  'app',
  'client',
  'endpoint',
  'stream',
  'outcome',
  'provider',
] as const satisfies readonly FilterField[];

const TABS = (
  <Tabs.List className={classes.tabs}>
    {SPLITS.map((field) => (
      <Tabs.Tab key={field} value={field}>
        {FIELD_LABELS[field]}
      </Tabs.Tab>
    ))}
  </Tabs.List>
);

/** Where the errors fall: a table by model, app and so on, each row a filter. */
export const Breakdown = memo(function Breakdown({
  scope,
  state,
  setState,
  filters,
}: OverviewPanelProps & { filters: FilterState }) {
  const { unit, split } = state;
  const { data } = useBreakdown(breakdownQuery(scope, unit, split), scope.followsNow);
  return (
    <section className={classes.breakdown} aria-label="Breakdown">
      <Tabs
        value={split}
        keepMounted={false}
        onChange={(value) => {
          const next = FILTER_FIELDS.find((field) => field === value);
          if (next) void setState({ split: next });
        }}
      >
        {TABS}
        <Tabs.Panel value={split}>
          <Table.ScrollContainer minWidth={720}>
            <Table highlightOnHover verticalSpacing={7} fz="sm">
              <Head split={split} unit={unit} />
              <Table.Tbody>
                {data?.rows.map((row) => (
                  <Row key={row.other ? 'rest of all' : `=${row.key}`} row={row} field={data.by} filters={filters} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {data ? null : <Skeleton height={180} />}
          {data?.rows.length === 0 ? <p className={classes.none}>Nothing in this range.</p> : null}
        </Tabs.Panel>
      </Tabs>
    </section>
  );
});

const Head = memo(function Head({ split, unit }: { split: FilterField; unit: Unit }) {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{FIELD_LABELS[split]}</Table.Th>
        <Table.Th ta="right">{unit === 'calls' ? 'Calls' : 'Attempts'}</Table.Th>
        <Table.Th w="18%">Outcomes</Table.Th>
        <Table.Th ta="right">Success</Table.Th>
        <Table.Th ta="right">529</Table.Th>
        <Table.Th ta="right">429</Table.Th>
        <Table.Th ta="right">p95</Table.Th>
        <Table.Th ta="right">First token</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
});

interface RowProps {
  row: BreakdownRow;
  field: FilterField;
  filters: FilterState;
}

const Row = memo(function Row({ row, field, filters }: RowProps) {
  const chosen = filters.values[field].includes(row.key);
  const label = row.other ? 'All others' : valueLabel(field, row.key);
  return (
    <Table.Tr>
      <Table.Td className={classes.rowName}>
        {row.other ? (
          label
        ) : (
          <button
            type="button"
            className={classes.rowFilter}
            aria-pressed={chosen}
            title={chosen ? 'Remove this filter' : `Show only ${label}`}
            onClick={() => filters.toggle(field, row.key)}
          >
            {label}
          </button>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {formatCount(row.total)} <span className={classes.faint}>{formatShare(row.share)}</span>
      </Table.Td>
      <Table.Td>
        <OutcomeBar figures={row} />
      </Table.Td>
      <Table.Td ta="right">{formatShare(row.successShare)}</Table.Td>
      <Table.Td ta="right" data-hot={row.outcomes.overloaded > 0 ? 'overloaded' : undefined}>
        {formatShare(row.shares.overloaded)}
      </Table.Td>
      <Table.Td ta="right" data-hot={row.outcomes.rate_limited > 0 ? 'rate_limited' : undefined}>
        {formatShare(row.shares.rate_limited)}
      </Table.Td>
      <Table.Td ta="right">{formatDuration(row.latency.p95)}</Table.Td>
      <Table.Td ta="right">{formatDuration(row.ttft.p50)}</Table.Td>
    </Table.Tr>
  );
});
