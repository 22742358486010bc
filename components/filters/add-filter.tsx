'use client';

import { Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconFilter } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { FilterField } from '../../lib/api/filters.ts';
import { FIELD_LABELS, FILTER_FIELDS } from './fields.ts';
import { FilterValuesList } from './filter-values-list.tsx';
import classes from './filters.module.css';
import type { FilterState } from './use-filters.ts';

/** First what to filter by, then the values there are. */
export const AddFilter = memo(function AddFilter({ filters }: { filters: FilterState }) {
  const [opened, { open, close, toggle }] = useDisclosure(false);
  const [field, setField] = useState<FilterField | null>(null);
  const leave = () => {
    close();
    setField(null);
  };
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? open() : leave())}
      position="bottom-start"
      shadow="md"
      width={280}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden="true" />}
          fw={520}
          onClick={() => (opened ? leave() : toggle())}
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Add a filter">
        {field ? (
          <FilterValuesList field={field} filters={filters} onBack={() => setField(null)} />
        ) : (
          FILTER_FIELDS.map((one) => (
            <button key={one} type="button" className={classes.option} onClick={() => setField(one)}>
              <span>{FIELD_LABELS[one]}</span>
              <IconChevronRight size={15} aria-hidden="true" />
            </button>
          ))
        )}
      </Popover.Dropdown>
    </Popover>
  );
});
