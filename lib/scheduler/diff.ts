import type { Policy } from './policy.ts';
import type { PolicySet, RetriedOutcome } from './policy-set.ts';

type Leaf = string | number | boolean | null;

/** One number, word or switch in which two sets differ. */
export interface Difference {
  /** Path, such as `default.retry.overloaded.maxRetries`. */
  field: string;
  /** `undefined`: not there. */
  before: Leaf | undefined;
  after: Leaf | undefined;
}

function leaves(value: unknown, path: string, into: Map<string, Leaf>): Map<string, Leaf> {
  if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value)) leaves(part, path ? `${path}.${name}` : name, into);
  else if (value !== undefined) into.set(path, value as Leaf);
  return into;
}

/** All in which `after` differs from `before`, in the order of the fields. */
export function diffPolicySets(before: PolicySet, after: PolicySet): Difference[] {
  const [former, current] = [leaves(before, '', new Map()), leaves(after, '', new Map())];
  const fields = [...new Set([...former.keys(), ...current.keys()])];
  return fields
    .filter((field) => former.get(field) !== current.get(field) || former.has(field) !== current.has(field))
    .map((field) => ({ field, before: former.get(field), after: current.get(field) }));
}

/**
 * The set in which `policy` holds for these outcomes.
 * @param upstream the upstream that gets it as its own; `null`: the default does
 */
export function usePolicy(
  set: PolicySet,
  upstream: string | null,
  outcomes: readonly RetriedOutcome[],
  policy: Policy,
): PolicySet {
  const chosen = Object.fromEntries(outcomes.map((outcome) => [outcome, policy]));
  if (upstream === null) return { ...set, default: { ...set.default, retry: { ...set.default.retry, ...chosen } } };
  const own = Object.hasOwn(set.upstreams, upstream) ? set.upstreams[upstream] : undefined;
  return { ...set, upstreams: { ...set.upstreams, [upstream]: { ...own, retry: { ...own?.retry, ...chosen } } } };
}
