import { BEYOND_MAX, JITTER_KINDS, RETRY_AFTER_MODES } from '../../lib/scheduler/policy.ts';
import { CONCURRENCY_MODES } from '../../lib/scheduler/policy-set.ts';
import { JITTER_LABELS } from '../playground/policy-draft.ts';
import type { PolicyPart } from './set-draft.ts';

type Values = Readonly<Record<string, unknown>>;

interface FieldBase {
  /** Path below the part, such as `jitter.kind`. */
  path: string;
  label: string;
  /** Only shown while this holds of the part. */
  when?: (part: Values) => boolean;
}

export type PartField =
  | (FieldBase & { kind: 'number'; suffix: string; emptyIs?: null })
  | (FieldBase & { kind: 'flag' })
  | (FieldBase & { kind: 'choice'; options: { value: string; label: string }[] });

const number = (
  path: string,
  label: string,
  suffix: string,
  more: Partial<FieldBase & { emptyIs: null }> = {},
): PartField => ({
  kind: 'number',
  path,
  label,
  suffix,
  ...more,
});

const choice = (
  path: string,
  label: string,
  options: readonly string[],
  labels: Record<string, string>,
  more: Partial<FieldBase> = {},
): PartField => ({
  kind: 'choice',
  path,
  label,
  options: options.map((value) => ({ value, label: labels[value] ?? value })),
  ...more,
});

const below = (part: Values, name: string): Values => (part[name] ?? {}) as Values;
const jitterIs = (kind: string) => (part: Values) => below(part, 'jitter').kind === kind;
const modeIs =
  (...modes: string[]) =>
  (part: Values) =>
    modes.includes(String(part.mode));
const listens = (part: Values) => below(part, 'retryAfter').mode !== 'ignore';
const believes = (part: Values) => ['replace', 'floor'].includes(String(below(part, 'retryAfter').mode));
const isOn = (part: Values) => part.enabled === true;

const RETRY: readonly PartField[] = [
  number('maxRetries', 'Retries', ''),
  number('initialDelayMs', 'First delay', ' ms'),
  number('multiplier', 'Multiplier', '×'),
  number('maxDelayMs', 'Longest delay', ' ms'),
  choice('jitter.kind', 'Jitter', JITTER_KINDS, JITTER_LABELS),
  number('jitter.maxMs', 'Jitter, at most', ' ms', { when: jitterIs('additive') }),
  number('jitter.low', 'Least factor', '×', { when: jitterIs('proportional') }),
  number('jitter.high', 'Greatest factor', '×', { when: jitterIs('proportional') }),
  choice('retryAfter.mode', 'What retry-after does', RETRY_AFTER_MODES, {
    replace: 'Wait exactly that',
    floor: 'Wait at least that',
    clamp: 'Lengthen by at most so much',
    ignore: 'Ignore it',
  }),
  number('retryAfter.maxMs', 'Longest one believed', ' ms', { when: listens }),
  choice(
    'retryAfter.beyondMax',
    'When it asks for more',
    BEYOND_MAX,
    {
      ignore: 'Use the own delay',
      stop: 'Give up',
      cap: 'Wait the longest believed',
    },
    { when: believes },
  ),
  number('maxElapsedMs', 'Give up after', ' ms', { emptyIs: null }),
];

/** The fields of each part of a policy, in the order of the form. */
export const PART_FIELDS: Readonly<Record<'retry' | Exclude<PolicyPart, `retry.${string}`>, readonly PartField[]>> = {
  retry: RETRY,
  retryBudget: [
    { kind: 'flag', path: 'enabled', label: 'Limit retries in all' },
    number('share', 'Share of calls', '', { when: isOn }),
    number('floor', 'Always allowed', '', { when: isOn }),
    number('windowMs', 'Within', ' ms', { when: isOn }),
  ],
  concurrency: [
    choice('mode', 'Calls at once', CONCURRENCY_MODES, {
      off: 'As many as come',
      fixed: 'A fixed number',
      adaptive: 'Adapts to 429s and 529s',
    }),
    number('limit', 'Limit', '', { when: modeIs('fixed', 'adaptive') }),
    number('minLimit', 'Never below', '', { when: modeIs('adaptive') }),
    number('maxLimit', 'Never above', '', { when: modeIs('adaptive') }),
    number('maxQueue', 'Longest queue', '', { when: modeIs('fixed', 'adaptive') }),
    number('maxWaitMs', 'Longest wait in it', ' ms', { when: modeIs('fixed', 'adaptive') }),
  ],
  circuit: [
    { kind: 'flag', path: 'enabled', label: 'Hold calls back while overloaded' },
    number('overloadedShare', 'From a share of 529s', '', { when: isOn }),
    number('minAttempts', 'Of at least (attempts)', '', { when: isOn }),
    number('windowMs', 'Within', ' ms', { when: isOn }),
    number('probeAfterMs', 'First probe after', ' ms', { when: isOn }),
    number('maxProbeAfterMs', 'Probes at least every', ' ms', { when: isOn }),
    number('probesToClose', 'Probes to close', '', { when: isOn }),
  ],
};
