'use client';

import { Drawer, Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { AddFilter } from '../filters/add-filter.tsx';
import { FilterChips } from '../filters/filter-chips.tsx';
import { useFilters } from '../filters/use-filters.ts';
import { RangePicker } from '../range/range-picker.tsx';
import { useRange } from '../range/use-range.ts';
import classes from './calls.module.css';
import { CallsEmpty } from './calls-empty.tsx';
import { CallsStatus } from './calls-status.tsx';
import { CallsTable } from './calls-table.tsx';
import { ExportMenu } from './export-menu.tsx';
import { SearchBox } from './search-box.tsx';
import { useCallKeys } from './use-call-keys.ts';
import { useCalls } from './use-calls.ts';
import { useCallsState } from './use-calls-state.ts';

const CallDetail = dynamic(() => import('./call-detail.tsx'), { ssr: false, loading: () => <Skeleton height={400} /> });

/** Every call: found, filtered, followed as they come, and opened. */
export function CallsPage() {
  const rangeState = useRange();
  const filters = useFilters();
  const { search, setSearch, openId, setOpenId, sort, setSort } = useCallsState();
  const [under, setUnder] = useState(false);
  const [away, setAway] = useState(false);
  const [activeId, setActiveId] = useState<string | null>(null);
  const order = useRef<string[]>([]);
  const searchInput = useRef<HTMLInputElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const scope = { range: rangeState.range, filters: filters.values, followsNow: rangeState.followsNow };
  const paused = under || away || activeId !== null || openId !== null;
  const { pages, calls, waiting, release } = useCalls(scope, search, paused);
  const active = openId ?? activeId;

  useCallKeys({ order, activeId: active, setActiveId, openId, setOpenId, calls, searchInput });
  useEffect(() => {
    if (window.location.hash !== '#search') return;
    searchInput.current?.focus();
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }, []);

  return (
    <div className={classes.page}>
      <h1 className={classes.hidden}>Calls</h1>
      <div className={classes.toolbar}>
        <RangePicker state={rangeState} />
        <AddFilter filters={filters} />
        <ExportMenu scope={scope} search={search} />
        <SearchBox value={search} onChange={(text) => void setSearch(text || null)} inputRef={searchInput} />
        <FilterChips filters={filters} />
      </div>
      <div
        ref={top}
        className={classes.panel}
        onPointerEnter={(event) => setUnder(event.pointerType !== 'touch')}
        onPointerLeave={() => setUnder(false)}
      >
        <CallsStatus
          count={calls.length}
          hasMore={pages.hasNextPage}
          loading={pages.isPending}
          followsNow={scope.followsNow}
          paused={paused}
          waiting={waiting}
          sort={sort}
          onRelease={() => {
            release();
            setActiveId(null);
            top.current?.querySelector(`.${classes.scroller}`)?.scrollTo({ top: 0 });
          }}
          onUnsort={() => void setSort(null)}
        />
        <CallsTable
          calls={calls}
          sorting={sort ? [sort] : []}
          onSorting={([first]) => void setSort(first ? { id: first.id, desc: first.desc } : null)}
          activeId={active}
          onOpen={(id) => void setOpenId(id)}
          onNearEnd={() => {
            if (!pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
          onAwayFromTop={setAway}
          loading={pages.isPending}
          hasMore={pages.hasNextPage}
          onOrder={(ids) => {
            order.current = ids;
          }}
        />
        <CallsEmpty pages={pages} count={calls.length} scope={scope} search={search} />
      </div>
      <Drawer
        opened={openId !== null}
        onClose={() => void setOpenId(null)}
        position="right"
        size="min(760px, 100vw)"
        title="Call"
        keepMounted={false}
      >
        {openId ? <CallDetail id={openId} inDrawer /> : null}
      </Drawer>
    </div>
  );
}
