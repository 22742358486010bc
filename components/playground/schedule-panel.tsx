'use client';

import { ActionIcon, MultiSelect, TextInput } from '@mantine/core';
import { IconDice3 } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Hint } from '../hint/hint.tsx';
import { LaneRow } from './lane-row.tsx';
import classes from './playground.module.css';
import { RetryTable } from './retry-table.tsx';
import { BESIDE_OPTIONS, hintTrouble, lanes, lineTicks } from './schedule-rows.ts';
import { TimeScale } from './time-scale.tsx';
import type { PlaygroundState } from './use-playground-state.ts';

const MAX_BESIDE = 8;
const MAX_SEED = 4_294_967_295;

/** When each retry comes, of one policy or several: its band of jitter, its mean, and one live draw. */
export default function SchedulePanel({ state }: { state: PlaygroundState }) {
  const { chosen, retryAfter, seed, set } = state;
  // A retry-after that is a date is read against the moment the page was opened.
  const [nowMs] = useState(() => Date.now());
  const rows = useMemo(
    () => lanes(chosen, state.with.slice(0, MAX_BESIDE), retryAfter, seed, nowMs),
    [chosen, state.with, retryAfter, seed, nowMs],
  );
  const endMs = Math.max(1, ...rows.map(({ longestMs }) => longestMs));
  const ticks = lineTicks(endMs);
  const [first] = rows;
  return (
    <div className={classes.panel}>
      <div className={classes.controls}>
        <TextInput
          label="The server says retry-after"
          placeholder="nothing"
          value={retryAfter}
          maxLength={200}
          onChange={(event) => void set({ retryAfter: event.currentTarget.value })}
          error={first ? hintTrouble(first) : null}
          w={230}
        />
        <MultiSelect
          className={classes.grow}
          label="Laid beside"
          data={BESIDE_OPTIONS}
          value={state.with}
          onChange={(ids) => void set({ with: ids })}
          maxValues={MAX_BESIDE}
          searchable
          clearable
        />
        <Hint label="Draw again">
          <ActionIcon
            size={36}
            variant="default"
            aria-label="Draw again"
            onClick={() => void set({ seed: Math.floor(Math.random() * MAX_SEED) })}
          >
            <IconDice3 size={18} />
          </ActionIcon>
        </Hint>
      </div>
      <figure className={classes.figure}>
        <figcaption className={classes.key}>
          <span className={classes.keyBand} aria-hidden /> where a retry can fall
          <span className={classes.keyMean} aria-hidden /> on average
          <span className={classes.keyDraw} aria-hidden /> one draw
        </figcaption>
        {rows.map((lane) => (
          <LaneRow key={lane.id} lane={lane} endMs={endMs} ticks={ticks} />
        ))}
        <TimeScale endMs={endMs} ticks={ticks} />
      </figure>
      {first ? <RetryTable lane={first} /> : null}
    </div>
  );
}
