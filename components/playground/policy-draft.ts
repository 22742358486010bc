import type { FieldError } from '../../lib/scheduler/fields.ts';
import type { Jitter, JitterKind, Policy } from '../../lib/scheduler/policy.ts';
import { validatePolicy } from '../../lib/scheduler/validate-policy.ts';

/** What the form holds while it is edited: numbers can be missing or wrong. */
export type Draft = Omit<Policy, 'maxElapsedMs' | 'jitter'> & {
  maxElapsedMs: number | string | null;
  jitter: Record<string, unknown> & { kind: JitterKind };
};

export const JITTER_LABELS: Record<JitterKind, string> = {
  none: 'None',
  full: 'Full: 0 to E',
  equal: 'Equal: E/2 to E',
  proportional: 'Proportional: E times a factor',
  additive: 'Additive: E plus up to so much',
  decorrelated: 'Decorrelated',
  decorrelatedV2: 'Decorrelated, smooth',
};

const KIND_FIELDS: Partial<Record<JitterKind, Omit<Jitter, 'kind'>>> = {
  proportional: { low: 0.75, high: 1 } as Omit<Jitter, 'kind'>,
  additive: { maxMs: 750 } as Omit<Jitter, 'kind'>,
};

/** The jitter of a kind with its usual numbers. */
export function jitterOf(kind: JitterKind): Draft['jitter'] {
  return { kind, ...KIND_FIELDS[kind] };
}

export function draftOf(policy: Policy): Draft {
  return { ...policy, jitter: { ...policy.jitter } };
}

/** The draft with one field, named by its path, changed. */
export function withField(draft: Draft, path: string, value: unknown): Draft {
  const [first = '', second] = path.split('.');
  if (!second) return { ...draft, [first]: value };
  return { ...draft, [first]: { ...(Reflect.get(draft, first) as object), [second]: value } };
}

export interface DraftReading {
  policy: Policy | null;
  /** Sentences by field path. */
  errors: ReadonlyMap<string, string>;
}

/** The policy a draft comes to, or what is wrong with which field, in the words of the API. */
export function readDraft(draft: Draft): DraftReading {
  const read = validatePolicy({ ...draft, maxElapsedMs: draft.maxElapsedMs === '' ? null : draft.maxElapsedMs });
  if (read.ok) return { policy: read.value, errors: new Map() };
  return { policy: null, errors: new Map(read.errors.map((error: FieldError) => [error.field, error.message])) };
}
