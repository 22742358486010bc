'use client';

import { Anchor, Badge, Button, Select, Text } from '@mantine/core';
import { PRESETS } from '../../lib/scheduler/presets.ts';
import classes from './playground.module.css';
import { PolicyForm } from './policy-form.tsx';
import type { PlaygroundState } from './use-playground-state.ts';

const OWN = 'own';

const OPTIONS = [
  { group: 'Yours', items: [{ value: OWN, label: 'Your policy' }] },
  { group: 'In use', items: options(false) },
  { group: 'The wrong ways', items: options(true) },
];

function options(wrongWay: boolean) {
  return PRESETS.filter((preset) => preset.wrongWay === wrongWay).map(({ id, title }) => ({ value: id, label: title }));
}

/** Chooses the policy under the lens: a preset with its source, or one shaped by hand. */
export function PolicyPicker({ state }: { state: PlaygroundState }) {
  const { chosen, set } = state;
  const { preset, policy } = chosen;
  const choose = (value: string | null) => {
    if (value === OWN) void set({ policy });
    else if (value) void set({ preset: value, policy: null });
  };
  return (
    <section className={classes.picker} aria-label="Policy">
      <Select
        label="Policy"
        data={OPTIONS}
        value={preset?.id ?? OWN}
        onChange={choose}
        allowDeselect={false}
        searchable
        maxDropdownHeight={420}
      />
      {preset ? (
        <>
          {preset.wrongWay ? (
            <Badge color="red" variant="light" mt="xs">
              What not to do
            </Badge>
          ) : null}
          <p className={classes.formula}>
            <code>{preset.formula}</code>
          </p>
          <Text size="sm">{preset.note}</Text>
          <Text size="xs" c="dimmed" mt={6} className={classes.source}>
            {/^https:/.test(preset.source) ? (
              <Anchor href={preset.source} target="_blank" rel="noreferrer" size="xs">
                Source
              </Anchor>
            ) : (
              preset.source
            )}
          </Text>
          <Button variant="default" size="xs" mt="sm" onClick={() => void set({ policy })}>
            Shape your own from it
          </Button>
        </>
      ) : (
        <PolicyForm policy={policy} onChange={(next) => void set({ policy: next })} />
      )}
    </section>
  );
}
