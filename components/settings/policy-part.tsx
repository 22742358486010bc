'use client';

import { Badge, Button, NumberInput, Select, Switch } from '@mantine/core';
import { jitterOf } from '../playground/policy-draft.ts';
import { PART_FIELDS, type PartField } from './part-fields.ts';
import {
  hasOwn,
  type Owner,
  type PolicyPart as Part,
  partPath,
  type SetDraft,
  valueAt,
  withField,
  withoutOwn,
} from './set-draft.ts';
import classes from './settings.module.css';

interface PolicyPartProps {
  draft: SetDraft;
  owner: Owner;
  part: Part;
  /** Sentences by field path. */
  errors: ReadonlyMap<string, string>;
  onChange: (draft: SetDraft) => void;
}

/** The fields of one part of a policy, each with its error beside it. */
export function PolicyPart({ draft, owner, part, errors, onChange }: PolicyPartProps) {
  const path = partPath(draft, owner, part);
  const values = (valueAt(draft, path) ?? {}) as Record<string, unknown>;
  const fields = PART_FIELDS[part.startsWith('retry.') ? 'retry' : (part as Exclude<Part, `retry.${string}`>)];
  const change = (field: PartField, value: unknown) => {
    if (field.path === 'jitter.kind')
      onChange(withField(draft, owner, part, 'jitter', jitterOf(value as Parameters<typeof jitterOf>[0])));
    else onChange(withField(draft, owner, part, field.path, value));
  };
  return (
    <>
      <div className={classes.fields}>
        {fields
          .filter(({ when }) => when?.(values) ?? true)
          .map((field) => (
            <Field
              key={field.path}
              field={field}
              value={valueAt(values, field.path)}
              error={errors.get(`${path}.${field.path}`)}
              onChange={(value) => change(field, value)}
            />
          ))}
      </div>
      {owner === null ? null : hasOwn(draft, owner, part) ? (
        <Button size="compact-xs" variant="default" mt="sm" onClick={() => onChange(withoutOwn(draft, owner, part))}>
          Follow the default again
        </Button>
      ) : (
        <Badge variant="default" mt="sm" tt="none" fw={500}>
          as by default; a change makes it {owner}’s own
        </Badge>
      )}
    </>
  );
}

interface FieldProps {
  field: PartField;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function Field({ field, value, error, onChange }: FieldProps) {
  const { label } = field;
  if (field.kind === 'flag')
    return (
      <Switch
        label={label}
        checked={value === true}
        mt={26}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (field.kind === 'choice')
    return (
      <Select
        label={label}
        data={field.options}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => next && onChange(next)}
        error={error}
        allowDeselect={false}
      />
    );
  return (
    <NumberInput
      label={label}
      suffix={field.suffix}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      onChange={(next) => onChange(next === '' && field.emptyIs === null ? null : next)}
      error={error}
      hideControls
      thousandSeparator=" "
    />
  );
}
