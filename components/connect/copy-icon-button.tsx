'use client';

import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Hint } from '../hint/hint.tsx';

/** Copies a text in one click and says so. */
export function CopyIconButton({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Hint label={copied ? 'Copied' : label}>
          <ActionIcon
            size="sm"
            aria-label={copied ? 'Copied' : label}
            color={copied ? 'water' : 'gray'}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
          >
            {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Hint>
      )}
    </CopyButton>
  );
}
