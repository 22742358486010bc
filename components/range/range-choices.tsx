'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { memo } from 'react';
import type { Zone } from '../../lib/format/time.ts';
import { RANGE_PRESETS } from './presets.ts';
import classes from './range.module.css';
import { type RangeText, resolveRange } from './range-text.ts';
import { TypedRange } from './typed-range.tsx';
import { useIntent } from './use-intent.ts';

const CalendarPicker = dynamic(() => import('./calendar-picker.tsx'), {
  ssr: false,
  loading: () => <Skeleton height={330} width={252} />,
});
const DAY_MS = 86_400_000;

export interface RangeChoicesProps {
  range: RangeText;
  zone: Zone;
  nowMs: number;
  onChoose: (range: RangeText) => void;
  /** A range that the reader is about to choose. */
  onIntent: (range: RangeText) => void;
  /** Whether they are on offer: once they are not, they stay as they were until they are gone. */
  opened: boolean;
}

/** The ranges on offer: presets, typed, or from a calendar. */
export const RangeChoices = memo(
  function RangeChoices({ range, zone, nowMs, onChoose, onIntent }: RangeChoicesProps) {
    const intent = useIntent(onIntent);
    const ends = resolveRange(range, nowMs) ?? { fromMs: nowMs - DAY_MS, toMs: nowMs };
    return (
      <>
        <div className={classes.presets}>
          {RANGE_PRESETS.map(({ from, label }) => {
            const preset = { from, to: 'now' };
            return (
              <button
                type="button"
                key={from}
                className={classes.preset}
                aria-pressed={range.from === from && range.to === 'now'}
                onClick={() => onChoose(preset)}
                {...intent(preset)}
              >
                {label}
              </button>
            );
          })}
        </div>
        <div className={classes.exact}>
          <TypedRange onRange={onChoose} />
          <CalendarPicker
            key={zone}
            fromMs={ends.fromMs}
            toMs={ends.toMs}
            zone={zone}
            onPick={(fromMs, toMs) => onChoose({ from: String(fromMs), to: String(toMs) })}
          />
        </div>
      </>
    );
  },
  (_, { opened }) => !opened,
);
