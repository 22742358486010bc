import type { FieldError } from '../../lib/scheduler/fields.ts';
import type { PolicySet, RetriedOutcome } from '../../lib/scheduler/policy-set.ts';
import { validatePolicySet } from '../../lib/scheduler/validate-policy-set.ts';

/** What the form holds while it is edited: a set of policies in which numbers can be missing or wrong. */
export type SetDraft = Record<string, unknown>;

/** A part of a policy that an upstream can have of its own. */
export type PolicyPart = `retry.${RetriedOutcome}` | 'retryBudget' | 'concurrency' | 'circuit';

/** Of which upstream the form shows what holds; `null`: of all that have nothing of their own. */
export type Owner = string | null;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What stands at a path such as `default.retry.overloaded.maxRetries`; `undefined`: nothing. */
export function valueAt(draft: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), draft);
}

/** The draft with the value at a path replaced; `undefined` removes it. */
export function withValue(draft: SetDraft, path: string, value: unknown): SetDraft {
  const [first = '', ...rest] = path.split('.');
  if (rest.length > 0) {
    const below = draft[first];
    return { ...draft, [first]: withValue(isRecord(below) ? below : {}, rest.join('.'), value) };
  }
  const { [first]: _before, ...others } = draft;
  return value === undefined ? others : { ...draft, [first]: value };
}

export const ownPath = (owner: Owner, part: PolicyPart): string =>
  owner === null ? `default.${part}` : `upstreams.${owner}.${part}`;

/** Whether an upstream has a part of its own. */
export function hasOwn(draft: SetDraft, owner: Owner, part: PolicyPart): boolean {
  return owner === null || valueAt(draft, ownPath(owner, part)) !== undefined;
}

/** Where the part that holds for an owner stands: its own, else the default. */
export function partPath(draft: SetDraft, owner: Owner, part: PolicyPart): string {
  return ownPath(hasOwn(draft, owner, part) ? owner : null, part);
}

/** Sets a field of a part. An upstream without a part of its own gets the default's first: it has a part whole or not. */
export function withField(draft: SetDraft, owner: Owner, part: PolicyPart, field: string, value: unknown): SetDraft {
  const own = ownPath(owner, part);
  const base = hasOwn(draft, owner, part) ? draft : withValue(draft, own, valueAt(draft, ownPath(null, part)));
  return withValue(base, `${own}.${field}`, value);
}

/** Takes an upstream's own part away, and what would be left empty. */
export function withoutOwn(draft: SetDraft, owner: string, part: PolicyPart): SetDraft {
  const next = withValue(draft, ownPath(owner, part), undefined);
  const retry = valueAt(next, `upstreams.${owner}.retry`);
  const lean =
    isRecord(retry) && Object.keys(retry).length === 0 ? withValue(next, `upstreams.${owner}.retry`, undefined) : next;
  const left = valueAt(lean, `upstreams.${owner}`);
  return isRecord(left) && Object.keys(left).length === 0 ? withValue(lean, `upstreams.${owner}`, undefined) : lean;
}

export interface SetReading {
  /** `null`: something in it is wrong. */
  set: PolicySet | null;
  /** In the words of the API. */
  errors: readonly FieldError[];
}

/** The policies a draft comes to, or all that is wrong with it. */
export function readSetDraft(draft: SetDraft): SetReading {
  const read = validatePolicySet(draft);
  return read.ok ? { set: read.value, errors: [] } : { set: null, errors: read.errors };
}
