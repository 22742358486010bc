'use client';

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import type { Zone } from '../../lib/format/time.ts';
import { fromWallTime, toWallTime } from './calendar-range.ts';

interface CalendarPickerProps {
  fromMs: number;
  toMs: number;
  zone: Zone;
  onPick: (fromMs: number, toMs: number) => void;
}

/** Two days on a calendar, each with a time. Loaded when the picker opens. */
export default function CalendarPicker({ fromMs, toMs, zone, onPick }: CalendarPickerProps) {
  const [start, setStart] = useState(() => toWallTime(fromMs, zone));
  const [end, setEnd] = useState(() => toWallTime(toMs, zone));
  const picked = { fromMs: fromWallTime(start, zone), toMs: fromWallTime(end, zone) };
  const isRange = picked.fromMs < picked.toMs;
  return (
    <Stack gap="xs">
      <DatePicker
        type="range"
        size="sm"
        allowSingleDateInRange
        maxDate={toWallTime(Date.now(), zone).date}
        value={[start.date || null, end.date || null]}
        onChange={([from, to]) => {
          setStart({ ...start, date: from ?? '' });
          setEnd({ ...end, date: to ?? '' });
        }}
      />
      <Group gap="xs" grow>
        <TextInput
          type="time"
          size="xs"
          label="From"
          value={start.time}
          onChange={(event) => setStart({ ...start, time: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          size="xs"
          label={zone === 'utc' ? 'To (UTC)' : 'To'}
          value={end.time}
          onChange={(event) => setEnd({ ...end, time: event.currentTarget.value })}
        />
      </Group>
      <Button size="xs" disabled={!isRange} onClick={() => onPick(picked.fromMs, picked.toMs)}>
        {isRange || !end.date ? 'Show this range' : 'The end must be after the start'}
      </Button>
    </Stack>
  );
}
