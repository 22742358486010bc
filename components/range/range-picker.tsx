'use client';

import { ActionIcon, Button, Popover, Skeleton, Tooltip } from '@mantine/core';
import { useDisclosure, useMounted } from '@mantine/hooks';
import { IconCalendar, IconChevronDown, IconZoomOut } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useZone } from '../time/zone.tsx';
import { RANGE_PRESETS } from './presets.ts';
import classes from './range.module.css';
import { rangeLabel, relativeLabel, resolveRange } from './range-text.ts';
import { TypedRange } from './typed-range.tsx';
import type { RangeState } from './use-range.ts';

const CalendarPicker = dynamic(() => import('./calendar-picker.tsx'), {
  ssr: false,
  loading: () => <Skeleton height={330} width={252} />,
});
const DAY_MS = 86_400_000;

/** Which stretch of time the page shows: presets, typed, or from a calendar; and the way back from a zoom. */
export function RangePicker({ state }: { state: RangeState }) {
  const { range, setRange, zoomOut } = state;
  const { zone } = useZone();
  const mounted = useMounted();
  const [opened, { open, close, toggle }] = useDisclosure(false);
  const nowMs = mounted ? Date.now() : 0;
  const ends = resolveRange(range, nowMs) ?? { fromMs: nowMs - DAY_MS, toMs: nowMs };
  // Only the browser knows the reader's zone; what needs none stands there from the first.
  const label = relativeLabel(range) ?? (mounted ? rangeLabel(range, nowMs, zone) : null);
  const choose = (from: string, to: string) => {
    setRange({ from, to });
    close();
  };
  return (
    <div className={classes.picker}>
      <Popover
        opened={opened}
        onChange={(next) => (next ? open() : close())}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconCalendar size={17} aria-hidden="true" />}
            rightSection={<IconChevronDown size={15} aria-hidden="true" />}
            onClick={toggle}
            aria-label={`Time range: ${label ?? ''}`}
            className={classes.button}
          >
            {label ?? 'Time range'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={classes.dropdown} aria-label="Time range">
          <div className={classes.presets}>
            {RANGE_PRESETS.map(({ from, label }) => (
              <button
                type="button"
                key={from}
                className={classes.preset}
                aria-pressed={range.from === from && range.to === 'now'}
                onClick={() => choose(from, 'now')}
              >
                {label}
              </button>
            ))}
          </div>
          <div className={classes.exact}>
            <TypedRange onRange={({ from, to }) => choose(from, to)} />
            <CalendarPicker
              key={zone}
              fromMs={ends.fromMs}
              toMs={ends.toMs}
              zone={zone}
              onPick={(fromMs, toMs) => choose(String(fromMs), String(toMs))}
            />
          </div>
        </Popover.Dropdown>
      </Popover>
      <Tooltip label="Zoom out">
        <ActionIcon size="lg" aria-label="Zoom out" onClick={zoomOut}>
          <IconZoomOut size={19} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
