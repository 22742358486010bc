'use client';

import { Button, CloseButton } from '@mantine/core';
import { memo } from 'react';
import { FIELD_LABELS, valueLabel } from './fields.ts';
import classes from './filters.module.css';
import type { FilterState } from './use-filters.ts';

/** What the page is narrowed to, each removed by a click. */
export const FilterChips = memo(function FilterChips({ filters }: { filters: FilterState }) {
  const { entries, toggle, clear } = filters;
  if (entries.length === 0) return null;
  return (
    <>
      {entries.map(([field, value]) => (
        <span key={`${field} ${value}`} className={classes.chip}>
          <span className={classes.chipText} title={value}>
            <span className={classes.chipField}>{FIELD_LABELS[field]}</span> {valueLabel(field, value)}
          </span>
          <CloseButton
            size="sm"
            radius="xl"
            aria-label={`Remove filter ${FIELD_LABELS[field]} ${valueLabel(field, value)}`}
            onClick={() => toggle(field, value)}
          />
        </span>
      ))}
      {entries.length > 1 ? (
        <Button variant="subtle" color="gray" size="compact-sm" fw={450} onClick={clear}>
          Clear all
        </Button>
      ) : null}
    </>
  );
});
