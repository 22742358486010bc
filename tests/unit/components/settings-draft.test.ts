import { describe, expect, it } from 'vitest';
import { PART_FIELDS } from '../../../components/settings/part-fields.ts';
import {
  hasOwn,
  partPath,
  readSetDraft,
  type SetDraft,
  valueAt,
  withField,
  withoutOwn,
  withValue,
} from '../../../components/settings/set-draft.ts';
import { bytesPerAttempt } from '../../../components/settings/storage-words.ts';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import { policyFor } from '../../../lib/scheduler/policy-set.ts';

const draft = () => structuredClone(DEFAULT_POLICY_SET) as unknown as SetDraft;

describe('a draft of policies', () => {
  it('reads as it was while nothing is changed', () => {
    expect(readSetDraft(draft())).toEqual({ set: DEFAULT_POLICY_SET, errors: [] });
  });

  it('changes one field and nothing else', () => {
    const before = draft();
    const after = withField(before, null, 'retry.overloaded', 'jitter.maxMs', 900);
    expect(valueAt(after, 'default.retry.overloaded.jitter.maxMs')).toBe(900);
    expect(before).toEqual(DEFAULT_POLICY_SET);
    const { set } = readSetDraft(after);
    expect(set?.default.retry.timeout).toEqual(DEFAULT_POLICY_SET.default.retry.timeout);
  });

  it('says what is wrong in the words of the API, by the path of the field', () => {
    const { set, errors } = readSetDraft(withField(draft(), null, 'retry.overloaded', 'maxRetries', ''));
    expect(set).toBeNull();
    expect(errors).toMatchObject([
      {
        field: 'default.retry.overloaded.maxRetries',
        message: 'default.retry.overloaded.maxRetries is "", but may be a whole number from 0 to 100',
      },
    ]);
  });

  it('gives an upstream a part whole, from what held for it', () => {
    const own = withField(draft(), 'other', 'concurrency', 'mode', 'fixed');
    expect(hasOwn(own, 'other', 'concurrency')).toBe(true);
    expect(hasOwn(own, 'other', 'circuit')).toBe(false);
    expect(partPath(own, 'other', 'concurrency')).toBe('upstreams.other.concurrency');
    expect(partPath(own, 'other', 'circuit')).toBe('default.circuit');
    const { set } = readSetDraft(own);
    expect(set && policyFor(set, 'other').concurrency).toEqual({
      ...DEFAULT_POLICY_SET.default.concurrency,
      mode: 'fixed',
    });
    expect(set?.default).toEqual(DEFAULT_POLICY_SET.default);
  });

  it('leaves nothing behind when an upstream follows the default again', () => {
    const own = withField(draft(), 'other', 'retry.timeout', 'maxRetries', 1);
    expect(withoutOwn(own, 'other', 'retry.timeout')).toEqual(DEFAULT_POLICY_SET);
    const two = withField(own, 'other', 'circuit', 'enabled', true);
    expect(withoutOwn(two, 'other', 'retry.timeout').upstreams).toEqual({
      other: { circuit: { ...DEFAULT_POLICY_SET.default.circuit, enabled: true } },
    });
  });

  it('is not led astray by names that every object has', () => {
    expect(valueAt(draft(), 'default.constructor')).toBeUndefined();
    expect(withValue({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
  });
});

describe('PART_FIELDS', () => {
  const paths = (value: unknown, under = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => paths(part, under ? `${under}.${name}` : name))
      : [under];

  it.each([
    ['retry', DEFAULT_POLICY_SET.default.retry.overloaded],
    ['retryBudget', DEFAULT_POLICY_SET.default.retryBudget],
    ['concurrency', DEFAULT_POLICY_SET.default.concurrency],
    ['circuit', DEFAULT_POLICY_SET.default.circuit],
  ] as const)('has a field for everything in %s', (part, values) => {
    const known = PART_FIELDS[part].map(({ path }) => path);
    expect(known).toEqual(expect.arrayContaining(paths(values)));
  });

  it('hides what plays no part', () => {
    const shown = (part: 'retry' | 'concurrency', values: Record<string, unknown>) =>
      PART_FIELDS[part].filter(({ when }) => when?.(values) ?? true).map(({ path }) => path);
    expect(shown('concurrency', { mode: 'off' })).toEqual(['mode']);
    expect(shown('concurrency', { mode: 'fixed' })).not.toContain('maxLimit');
    expect(shown('retry', { jitter: { kind: 'full' }, retryAfter: { mode: 'ignore' } })).not.toContain(
      'retryAfter.maxMs',
    );
  });
});

describe('bytesPerAttempt', () => {
  it('says nothing of a few', () => {
    expect(bytesPerAttempt({ bytes: 1_000_000, attempts: 10 })).toBe('');
    expect(bytesPerAttempt({ bytes: 3_640_000, attempts: 10_000 })).toBe('about 364 B each, all told');
  });
});
