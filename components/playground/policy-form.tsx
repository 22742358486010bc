'use client';

import { NumberInput, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { JITTER_KINDS, type Policy, RETRY_AFTER_MODES } from '../../lib/scheduler/policy.ts';
import { type Draft, draftOf, JITTER_LABELS, jitterOf, readDraft, withField } from './policy-draft.ts';

const NUMBERS = [
  ['maxRetries', 'Retries', ''],
  ['initialDelayMs', 'First delay', ' ms'],
  ['multiplier', 'Multiplier', '×'],
  ['maxDelayMs', 'Longest delay', ' ms'],
] as const;

const RETRY_AFTER_LABELS = {
  replace: 'Wait exactly that',
  floor: 'Wait at least that',
  clamp: 'Lengthen by at most so much',
  ignore: 'Ignore it',
} as const;

/** A policy by hand. A wrong number says so beside its field, in the API's words; only a sound policy is passed on. */
export function PolicyForm({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(policy));
  const { errors } = readDraft(draft);
  const change = (path: string, value: unknown) => {
    const next = path === '' ? (value as Draft) : withField(draft, path, value);
    setDraft(next);
    const read = readDraft(next);
    if (read.policy) onChange(read.policy);
  };
  const number = (path: string, label: string, suffix: string, value: unknown) => (
    <NumberInput
      key={path}
      label={label}
      suffix={suffix}
      value={value === null ? '' : (value as number | string)}
      onChange={(next) => change(path, next)}
      error={errors.get(path)}
      hideControls
      thousandSeparator=" "
    />
  );
  return (
    <Stack gap="xs" mt="sm">
      {NUMBERS.map(([path, label, suffix]) => number(path, label, suffix, draft[path]))}
      <Select
        label="Jitter"
        data={JITTER_KINDS.map((kind) => ({ value: kind, label: JITTER_LABELS[kind] }))}
        value={draft.jitter.kind}
        onChange={(kind) => kind && change('jitter', jitterOf(kind as Draft['jitter']['kind']))}
        allowDeselect={false}
      />
      {draft.jitter.kind === 'proportional' ? (
        <>
          {number('jitter.low', 'Least factor', '×', draft.jitter.low)}
          {number('jitter.high', 'Greatest factor', '×', draft.jitter.high)}
        </>
      ) : null}
      {draft.jitter.kind === 'additive' ? number('jitter.maxMs', 'At most', ' ms', draft.jitter.maxMs) : null}
      <Select
        label="What retry-after does"
        data={RETRY_AFTER_MODES.map((mode) => ({ value: mode, label: RETRY_AFTER_LABELS[mode] }))}
        value={draft.retryAfter.mode}
        onChange={(mode) => mode && change('retryAfter.mode', mode)}
        allowDeselect={false}
      />
      {draft.retryAfter.mode === 'ignore'
        ? null
        : number('retryAfter.maxMs', 'Longest retry-after believed', ' ms', draft.retryAfter.maxMs)}
      {number('maxElapsedMs', 'Give up after (empty: never)', ' ms', draft.maxElapsedMs)}
    </Stack>
  );
}
