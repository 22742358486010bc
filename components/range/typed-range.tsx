'use client';

import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type RangeText, readTypedRange } from './range-text.ts';

/** A range as one types it. */
export function TypedRange({ onRange }: { onRange: (range: RangeText) => void }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const range = readTypedRange(typed);
    if (range) onRange(range);
    else setError('Try 45m, 6h, now-2d, or 2026-11-24 14:00 to 2026-11-24 16:00');
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        size="sm"
        label="Type a range"
        placeholder="45m, 6h, now-2d"
        value={typed}
        error={error}
        data-autofocus
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setError(null);
        }}
      />
    </form>
  );
}
