// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as a grid and placed by transform; table elements lose their roles so
'use client';

import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type SortingState, type Updater, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { CallJson } from '../../lib/api/shapes.ts';
import { CallCard } from './call-card.tsx';
import classes from './calls.module.css';
import { columns, features, GRID_TRACKS, LAYOUTS } from './columns.tsx';

const ROW_PX = { wide: 38, narrow: 68 };
const NEAR_END_ROWS = 30;
const SKELETONS = Array.from({ length: 14 }, (_, index) => index);

export interface CallsTableProps {
  calls: readonly CallJson[];
  sorting: SortingState;
  onSorting: (sorting: SortingState) => void;
  activeId: string | null;
  onOpen: (id: string) => void;
  onNearEnd: () => void;
  onAwayFromTop: (away: boolean) => void;
  loading: boolean;
  hasMore: boolean;
  /** Tells the rows in the order they are shown. */
  onOrder: (ids: string[]) => void;
}

/** Rows are drawn only where they are seen, so that their number does not matter. */
export function CallsTable(props: CallsTableProps) {
  const { calls, sorting, onSorting, activeId, onOpen, onNearEnd, onAwayFromTop, loading, hasMore, onOrder } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 47.99em)', false);
  const table = useTable({
    features,
    columns,
    data: calls,
    getRowId: (call: CallJson) => call.id,
    state: { sorting },
    onSortingChange: (change: Updater<SortingState>) =>
      onSorting(typeof change === 'function' ? change(sorting) : change),
  });
  const { rows } = table.getRowModel();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? ROW_PX.narrow : ROW_PX.wide),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  // A row far away is not in the page, and must not be pointed to.
  const isDrawn = activeId !== null && items.some(({ key }) => key === activeId);

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change height with the layout
  useEffect(() => virtualizer.measure(), [narrow, virtualizer]);
  const tellOrder = useEffectEvent(onOrder);
  useEffect(() => tellOrder(rows.map((row) => row.id)), [rows]);
  const nearEnd = useEffectEvent(onNearEnd);
  useEffect(() => {
    if (hasMore && lastSeen >= rows.length - NEAR_END_ROWS) nearEnd();
  }, [hasMore, lastSeen, rows.length]);
  // Only a new choice scrolls; rows that come in above do not.
  const scrollTo = useEffectEvent((id: string) => {
    const index = rows.findIndex((row) => row.id === id);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
  });
  useEffect(() => {
    if (activeId !== null) scrollTo(activeId);
  }, [activeId]);

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onScroll={({ currentTarget }) => onAwayFromTop(currentTarget.scrollTop > ROW_PX.wide)}
    >
      <div
        role="grid"
        aria-label="Calls"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-activedescendant={isDrawn ? rowId(activeId) : undefined}
        aria-busy={loading}
        tabIndex={0}
        className={classes.grid}
        style={{ '--tracks': GRID_TRACKS }}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.headRow} tabIndex={-1}>
            {table.getFlatHeaders().map((header) => {
              const sorted = header.column.getIsSorted();
              const label = String(header.column.columnDef.header);
              return (
                <div
                  key={header.id}
                  role="columnheader"
                  tabIndex={-1}
                  data-align={LAYOUTS[header.column.id]?.align}
                  aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
                >
                  {header.column.getCanSort() ? (
                    <button type="button" className={classes.sort} onClick={header.column.getToggleSortingHandler()}>
                      {label}
                      {sorted === 'asc' ? <IconArrowUp size={13} aria-hidden="true" /> : null}
                      {sorted === 'desc' ? <IconArrowDown size={13} aria-hidden="true" /> : null}
                    </button>
                  ) : (
                    label
                  )}
                </div>
              );
            })}
          </div>
        </div>
        <div role="rowgroup" className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the page's keys j, k and enter do the same
              <div
                key={row.id}
                id={rowId(row.id)}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-selected={row.id === activeId}
                className={classes.row}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                onClick={() => onOpen(row.id)}
              >
                {narrow ? (
                  <CallCard call={row.original} />
                ) : (
                  row.getAllCells().map((cell) => (
                    <div key={cell.id} role="gridcell" tabIndex={-1} data-align={LAYOUTS[cell.column.id]?.align}>
                      <table.FlexRender cell={cell} />
                    </div>
                  ))
                )}
              </div>
            );
          })}
        </div>
      </div>
      {loading && rows.length === 0 ? (
        <div className={classes.skeletons}>
          {SKELETONS.map((index) => (
            <Skeleton key={index} height={narrow ? 52 : 18} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

export function rowId(callId: string): string {
  return `call-${callId}`;
}
