import type { PolicyChange, Store } from '../../db/store.ts';
import type { Config } from '../config.ts';
import { DEFAULT_POLICY_SET } from '../scheduler/default-policies.ts';
import { type FieldError, fail, isRecord } from '../scheduler/fields.ts';
import type { PolicySet } from '../scheduler/policy-set.ts';
import { validatePolicySet } from '../scheduler/validate-policy-set.ts';
import type { PolicyAnswer, PolicyChangeJson } from './policy-shapes.ts';
import { refusal, validOrRefuse } from './refuse.ts';

const MAX_NOTE_LENGTH = 200;

/** What is on record was validated when it was put; what an older version left behind reads as the default. */
function storedSet(change: PolicyChange): PolicySet {
  const read = validatePolicySet(change.policies);
  return read.ok ? read.value : DEFAULT_POLICY_SET;
}

export function policyAnswer(change: PolicyChange | null): PolicyAnswer {
  return {
    policies: change ? storedSet(change) : DEFAULT_POLICY_SET,
    isDefault: change === null,
    id: change?.id ?? null,
    changedAt: change?.atMs ?? null,
    note: change?.note ?? null,
  };
}

export function policyChangeJson(change: PolicyChange): PolicyChangeJson {
  return { id: change.id, at: change.atMs, note: change.note, policies: storedSet(change) };
}

/**
 * Puts policies, or refuses them whole.
 * @param body `{ policies, note? }`, such as `GET` gave; or the policies alone
 * @throws ApiError 400 naming every field that does not validate
 */
export async function putPolicies(
  store: Pick<Store, 'putPolicies'>,
  config: Pick<Config, 'upstreams'>,
  body: unknown,
  nowMs: number,
): Promise<PolicyAnswer> {
  const isWrapped = isRecord(body) && 'policies' in body;
  const policies = validOrRefuse(validatePolicySet(isWrapped ? body.policies : body), isWrapped ? 'policies' : '');
  refuseUnknownUpstreams(policies, config.upstreams, isWrapped ? 'policies.' : '');
  const note = isWrapped ? readNote(body.note) : null;
  return policyAnswer(await store.putPolicies(policies, nowMs, note));
}

function readNote(note: unknown): string | null {
  if (note === undefined || note === null) return null;
  if (typeof note === 'string' && note.length <= MAX_NOTE_LENGTH) return note.trim() || null;
  throw refused('note', note, `a text of at most ${MAX_NOTE_LENGTH} characters`);
}

function refuseUnknownUpstreams(policies: PolicySet, upstreams: Config['upstreams'], under: string): void {
  const names = upstreams.map(({ name }) => name);
  const unknown = Object.keys(policies.upstreams).find((name) => !names.includes(name));
  if (unknown !== undefined) throw refused(`${under}upstreams`, unknown, `of these upstreams: ${names.join(', ')}`);
}

function refused(field: string, value: unknown, allowed: string) {
  const errors: FieldError[] = [];
  fail(errors, field, value, allowed);
  return refusal(errors);
}
