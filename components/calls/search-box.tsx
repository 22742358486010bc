'use client';

import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type Ref, useEffect, useState } from 'react';
import { MAX_SEARCH_LENGTH } from './search-limits.ts';

interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  inputRef: Ref<HTMLInputElement>;
}

/** Takes a request id, a call id, or a piece of an error message. */
export function SearchBox({ value, onChange, inputRef }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  // The URL can change without typing: back, forward, or the palette.
  useEffect(() => setTyped(value), [value]);
  const change = (text: string) => {
    setTyped(text);
    onChange(text);
  };
  return (
    <TextInput
      ref={inputRef}
      aria-label="Search calls"
      placeholder="Request id, call id or error text"
      maxLength={MAX_SEARCH_LENGTH}
      w={{ base: '100%', sm: 300 }}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        typed ? (
          <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
        ) : (
          <Kbd size="xs" visibleFrom="sm">
            /
          </Kbd>
        )
      }
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
