'use client';

import { Button, ScrollArea, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { FilterField } from '../../lib/api/filters.ts';
import { isOutcome, OUTCOMES, SOURCES } from '../../lib/outcome/vocabulary.ts';
import { useLabels } from '../data/queries.ts';
import { OutcomeMark } from '../outcome/outcome-shape.tsx';
import { FIELD_LABELS, valueLabel } from './fields.ts';
import classes from './filters.module.css';
import type { FilterState } from './use-filters.ts';

/** Fields whose values are known without asking. */
const FIXED: Partial<Record<FilterField, readonly string[]>> = {
  outcome: OUTCOMES,
  source: SOURCES,
  stream: ['true', 'false'],
};
const SEARCH_FROM = 8;
const SHOWN = 200;

interface FilterValuesListProps {
  field: FilterField;
  filters: FilterState;
  onBack: () => void;
}

/** The values of one field, chosen or not. */
export function FilterValuesList({ field, filters, onBack }: FilterValuesListProps) {
  const [typed, setTyped] = useState('');
  const fixed = FIXED[field];
  const { data, error } = useLabels(!fixed);
  const known = fixed ?? data?.labels[field];
  const chosen = filters.values[field];
  const all = [...new Set([...chosen, ...(known ?? [])])];
  const fits = (value: string) => valueLabel(field, value).toLowerCase().includes(typed.trim().toLowerCase());
  const shown = all.filter(fits).slice(0, SHOWN);
  return (
    <Stack gap={4}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        justify="flex-start"
        leftSection={<IconArrowLeft size={15} aria-hidden="true" />}
        onClick={onBack}
      >
        {FIELD_LABELS[field]}
      </Button>
      {all.length > SEARCH_FROM ? (
        <TextInput
          size="sm"
          placeholder="Find"
          aria-label={`Find a value of ${FIELD_LABELS[field]}`}
          value={typed}
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <ScrollArea.Autosize mah={320} type="auto">
        {known || error ? null : <Skeleton height={120} />}
        {error ? <Text size="sm">{error.message}</Text> : null}
        {shown.map((value) => (
          <button
            key={value}
            type="button"
            className={classes.option}
            aria-pressed={chosen.includes(value)}
            onClick={() => filters.toggle(field, value)}
          >
            {field === 'outcome' && isOutcome(value) ? <OutcomeMark outcome={value} /> : null}
            <span>{valueLabel(field, value)}</span>
            <IconCheck className={classes.check} size={16} aria-hidden="true" />
          </button>
        ))}
        {known && shown.length === 0 ? (
          <Text size="sm" c="dimmed" p="xs">
            {typed ? 'No value like this on record' : 'Nothing on record yet'}
          </Text>
        ) : null}
      </ScrollArea.Autosize>
    </Stack>
  );
}
