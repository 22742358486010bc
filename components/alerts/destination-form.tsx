'use client';

import { Button, Checkbox, Group, Select, Switch, TextInput } from '@mantine/core';
import { ALERT_EVENTS, ALERT_KINDS, type AlertKind } from '../../lib/api/alert-shapes.ts';
import { formatDuration } from '../../lib/format/number.ts';
import settings from '../settings/settings.module.css';
import { useAlertTest } from './alert-queries.ts';
import classes from './alerts.module.css';
import type { DestinationDraft } from './destination-drafts.ts';
import { EVENT_WORDS } from './event-words.ts';

const KIND_LABELS: Record<AlertKind, string> = { webhook: 'Webhook (JSON)', slack: 'Slack' };

interface DestinationFormProps {
  draft: DestinationDraft;
  /** What is shown is what the server has: it can be tested. */
  isSaved: boolean;
  errorOf: (field: string) => string | undefined;
  onChange: (draft: DestinationDraft) => void;
  onRemove: () => void;
}

/** One destination: where to, of what, and a test. */
export function DestinationForm({ draft, isSaved, errorOf, onChange, onRemove }: DestinationFormProps) {
  const { id, name, kind, url, maskedUrl, events, enabled } = draft;
  const set = (change: Partial<DestinationDraft>) => onChange({ ...draft, ...change });
  const label = name || 'new destination';
  return (
    <fieldset className={classes.destination}>
      <legend className={settings.hidden}>{label}</legend>
      <div className={settings.fields}>
        <TextInput
          label="Name"
          value={name}
          maxLength={60}
          error={errorOf('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label="Kind"
          data={ALERT_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }))}
          value={kind}
          error={errorOf('kind')}
          onChange={(value) => set({ kind: value === 'slack' ? 'slack' : 'webhook' })}
          allowDeselect={false}
        />
        <TextInput
          className={classes.url}
          label="Address"
          type="url"
          value={url}
          placeholder={maskedUrl ?? 'https://…'}
          error={errorOf('url')}
          autoComplete="off"
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      </div>
      <Checkbox.Group
        label="Tells of"
        mt="sm"
        value={events}
        error={errorOf('events')}
        onChange={(values) => set({ events: ALERT_EVENTS.filter((event) => values.includes(event)) })}
      >
        <div className={classes.events}>
          {ALERT_EVENTS.map((event) => (
            <Checkbox
              key={event}
              value={event}
              label={EVENT_WORDS[event].label}
              description={EVENT_WORDS[event].when}
            />
          ))}
        </div>
      </Checkbox.Group>
      <Group mt="md" gap="md">
        <Switch label="On" checked={enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
        {id !== null ? <TestButton id={id} label={label} disabled={!isSaved} /> : null}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onRemove} aria-label={`Remove ${label}`}>
          Remove
        </Button>
      </Group>
    </fieldset>
  );
}

function TestButton({ id, label, disabled }: { id: string; label: string; disabled: boolean }) {
  const test = useAlertTest();
  const told = test.data
    ? test.data.ok
      ? `It arrived, in ${formatDuration(test.data.durationMs)}.`
      : `It ${test.data.problem ?? 'did not arrive'}.`
    : test.error?.message;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={test.isPending}
        disabled={disabled}
        title={disabled ? 'Save first' : undefined}
        aria-label={`Send a test to ${label}`}
        onClick={() => test.mutate(id)}
      >
        Send a test
      </Button>
      <span role="status" className={test.data?.ok ? classes.good : settings.bad}>
        {told}
      </span>
    </>
  );
}
