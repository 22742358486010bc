'use client';

import { ActionIcon, Button, Popover, type PopoverProps } from '@mantine/core';
import { useDisclosure, useMounted } from '@mantine/hooks';
import { IconCalendar, IconChevronDown, IconZoomOut } from '@tabler/icons-react';
import { memo } from 'react';
import { Hint } from '../hint/hint.tsx';
import { useZone } from '../time/zone.tsx';
import classes from './range.module.css';
import { RangeChoices } from './range-choices.tsx';
import { type RangeText, rangeLabel, relativeLabel } from './range-text.ts';
import type { RangeState } from './use-range.ts';

/**
 * The choices come softly and go at once, but are taken out of the page only when it has drawn what was chosen: there are
 * many of them.
 */
const TRANSITION = {
  transition: {
    in: { opacity: 1 },
    out: { opacity: 0, visibility: 'hidden', transitionProperty: 'none' },
    transitionProperty: 'opacity',
  },
  exitDuration: 600,
} satisfies PopoverProps['transitionProps'];
const nothing = () => {};

interface RangePickerProps {
  state: RangeState;
  /** A range that the reader is about to choose. */
  onIntent?: (range: RangeText) => void;
}

/** Which stretch of time the page shows, a choice of others, and the way back from a zoom. */
export const RangePicker = memo(function RangePicker({ state, onIntent = nothing }: RangePickerProps) {
  const { range, setRange, zoomOut } = state;
  const { zone } = useZone();
  const mounted = useMounted();
  const [opened, { open, close, toggle }] = useDisclosure(false);
  const nowMs = mounted ? Date.now() : 0;
  // Only the browser knows the reader's zone; what needs none stands there from the first.
  const label = relativeLabel(range) ?? (mounted ? rangeLabel(range, nowMs, zone) : null);
  const choose = (next: RangeText) => {
    setRange(next);
    close();
  };
  return (
    <div className={classes.picker}>
      <Popover
        opened={opened}
        onChange={(next) => (next ? open() : close())}
        position="bottom-start"
        shadow="md"
        transitionProps={TRANSITION}
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
          <RangeChoices {...{ range, zone, nowMs, opened, onIntent }} onChoose={choose} />
        </Popover.Dropdown>
      </Popover>
      <Hint label="Zoom out">
        <ActionIcon size="lg" aria-label="Zoom out" onClick={zoomOut}>
          <IconZoomOut size={19} />
        </ActionIcon>
      </Hint>
    </div>
  );
});
