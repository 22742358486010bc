'use client';

import { SegmentedControl } from '@mantine/core';
import { memo } from 'react';
import { Hint } from '../hint/hint.tsx';
import classes from './overview.module.css';
import type { OverviewState, SetOverviewState } from './use-overview-state.ts';

/** What all charts and tables below count. */
export const UnitSwitch = memo(function UnitSwitch({
  state,
  setState,
}: {
  state: OverviewState;
  setState: SetOverviewState;
}) {
  return (
    <Hint
      multiline
      maw={280}
      label="Attempts: how the provider is doing. Calls: what your applications felt, after retries."
    >
      <SegmentedControl
        className={classes.unit}
        aria-label="What is counted"
        value={state.unit}
        onChange={(unit) => void setState({ unit })}
        data={[
          { value: 'attempts', label: 'Attempts' },
          { value: 'calls', label: 'Calls' },
        ]}
      />
    </Hint>
  );
});
