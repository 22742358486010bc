'use client';

import {
  createParser,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs';
import type { Policy } from '../../lib/scheduler/policy.ts';
import { type Preset, presetById } from '../../lib/scheduler/presets.ts';
import { validatePolicy } from '../../lib/scheduler/validate-policy.ts';

export const TABS = ['schedule', 'fleet', 'replay', 'code'] as const;
export const DEFAULT_PRESET = 'article';

const MAX_POLICY_CHARS = 2000;

/** A policy of one's own, as JSON; what does not validate counts as none. */
const parseAsPolicy = createParser<Policy>({
  parse(text) {
    if (text.length > MAX_POLICY_CHARS) return null;
    try {
      const read = validatePolicy(JSON.parse(text));
      return read.ok ? read.value : null;
    } catch {
      return null;
    }
  },
  serialize: (policy) => JSON.stringify(policy),
  eq: (a, b) => JSON.stringify(a) === JSON.stringify(b),
});

const PARSERS = {
  tab: parseAsStringLiteral(TABS).withDefault('schedule'),
  preset: parseAsString.withDefault(DEFAULT_PRESET),
  policy: parseAsPolicy,
  /** Presets laid beside the chosen policy. */
  with: parseAsArrayOf(parseAsString).withDefault(['anthropic-sdk', 'full-jitter', 'immediate']),
  /** As the header would hold it. */
  retryAfter: parseAsString.withDefault(''),
  seed: parseAsInteger.withDefault(1),
  clients: parseAsInteger.withDefault(1000),
  outage: parseAsInteger.withDefault(60),
};

function useUrlState() {
  return useQueryStates(PARSERS, { history: 'replace' });
}

type State = ReturnType<typeof useUrlState>[0];

/** What the playground shows, kept in the URL, with the policy that it comes to. */
export interface PlaygroundState extends State {
  chosen: ChosenPolicy;
  set: ReturnType<typeof useUrlState>[1];
}

/** The policy under the lens: a preset as it is, or one of one's own. */
export interface ChosenPolicy {
  title: string;
  preset: Preset | null;
  policy: Policy;
}

export function usePlaygroundState(): PlaygroundState {
  const [state, set] = useUrlState();
  const preset = presetById(state.preset) ?? presetById(DEFAULT_PRESET);
  if (!preset) throw new Error(`There is no preset ${DEFAULT_PRESET}`);
  const chosen = state.policy
    ? { title: 'Your policy', preset: null, policy: state.policy }
    : { title: preset.title, preset, policy: preset.policy };
  return { ...state, chosen, set };
}
