import { createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import type { CallJson } from '../../lib/api/shapes.ts';
import { formatCompact, formatDuration, NO_VALUE } from '../../lib/format/number.ts';
import { CopyIconButton } from '../connect/copy-icon-button.tsx';
import { valueLabel } from '../filters/fields.ts';
import { OutcomeBadge } from '../outcome/outcome-badge.tsx';
import { Time } from '../time/time.tsx';
import classes from './calls.module.css';

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, CallJson>();

type Comparable = string | number | null;

/** Smaller first, what is missing last of all. */
function compare(a: Comparable, b: Comparable): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

/** The table's columns; `size` is a CSS grid track. */
export interface ColumnLayout {
  track: string;
  align?: 'right';
}

export const LAYOUTS: Record<string, ColumnLayout> = {
  startedAt: { track: '130px' },
  outcome: { track: '198px' },
  status: { track: '58px' },
  model: { track: 'minmax(150px, 1.5fr)' },
  app: { track: 'minmax(104px, 0.9fr)' },
  durationMs: { track: '80px', align: 'right' },
  ttftMs: { track: '88px', align: 'right' },
  attempts: { track: '76px', align: 'right' },
  tokens: { track: '108px', align: 'right' },
  requestId: { track: 'minmax(140px, 1fr)' },
};

export const GRID_TRACKS = Object.values(LAYOUTS)
  .map(({ track }) => track)
  .join(' ');

const by = (value: (call: CallJson) => Comparable) => ({
  sortFn: (a: { original: CallJson }, b: { original: CallJson }) => compare(value(a.original), value(b.original)),
});

export const columns = helper.columns([
  helper.accessor('startedAt', {
    header: 'Time',
    cell: ({ row: { original } }) => <Time ms={original.startedAt} style="full" />,
    ...by((call) => call.startedAt),
  }),
  helper.accessor('outcome', {
    header: 'Outcome',
    cell: ({ row: { original } }) => <OutcomeBadge outcome={original.outcome} phase={original.phase} />,
    ...by((call) => call.outcome),
  }),
  helper.accessor('status', {
    header: 'Status',
    cell: ({ row: { original } }) => original.status ?? NO_VALUE,
    ...by((call) => call.status),
  }),
  helper.accessor('model', {
    header: 'Model',
    cell: ({ row: { original } }) => (
      <span title={original.model ?? ''}>{valueLabel('model', original.model ?? '')}</span>
    ),
    ...by((call) => call.model),
  }),
  helper.accessor('app', {
    header: 'App',
    cell: ({ row: { original } }) => (
      <span title={`${original.app ?? 'no app named'}, ${original.client ?? 'unknown client'}`}>
        {original.app ?? <span className={classes.faint}>{original.client ?? NO_VALUE}</span>}
      </span>
    ),
    ...by((call) => call.app),
  }),
  helper.accessor('durationMs', {
    header: 'Duration',
    cell: ({ row: { original } }) => formatDuration(original.durationMs),
    ...by((call) => call.durationMs),
  }),
  helper.accessor('ttftMs', {
    header: 'First token',
    cell: ({ row: { original } }) => formatDuration(original.ttftMs),
    ...by((call) => call.ttftMs),
  }),
  helper.accessor('attempts', {
    header: 'Attempts',
    cell: ({ row: { original } }) => (
      <span data-many={original.attempts > 1 || undefined} className={classes.attempts}>
        {original.attempts}
      </span>
    ),
    ...by((call) => call.attempts),
  }),
  helper.accessor(({ usage }) => usage?.outputTokens ?? null, {
    id: 'tokens',
    header: 'Tokens',
    cell: ({ row: { original } }) => <Tokens call={original} />,
    ...by(({ usage }) =>
      (usage?.inputTokens ?? null) === null ? null : (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
    ),
  }),
  helper.accessor('requestId', {
    header: 'Request id',
    cell: ({ row: { original } }) => <RequestId id={original.requestId} />,
    enableSorting: false,
  }),
]);

function Tokens({ call: { usage } }: { call: CallJson }) {
  if (!usage) return NO_VALUE;
  return (
    <span title="Tokens in → out">
      {formatCompact(usage.inputTokens)} → {formatCompact(usage.outputTokens)}
    </span>
  );
}

export function RequestId({ id }: { id: string | null }) {
  if (!id) return <span className={classes.faint}>none given</span>;
  return (
    <span className={classes.requestId}>
      <code title={id}>{id}</code>
      <CopyIconButton value={id} label="Copy request id" />
    </span>
  );
}
