import { describe, expect, it } from 'vitest';
import { draftOf, jitterOf, readDraft, withField } from '../../../../components/playground/policy-draft.ts';
import { JITTER_KINDS } from '../../../../lib/scheduler/policy.ts';
import { PRESETS } from '../../../../lib/scheduler/presets.ts';

const preset = PRESETS[0];
if (!preset) throw new Error('no presets');
const draft = draftOf(preset.policy);

describe('a draft of a policy', () => {
  it.each(PRESETS.map(({ id, policy }) => [id, policy] as const))('reads %s back as it was', (_id, policy) => {
    expect(readDraft(draftOf(policy))).toEqual({ policy, errors: new Map() });
  });

  it('changes the field that a path names and no other', () => {
    const next = withField(withField(draft, 'maxRetries', 7), 'retryAfter.mode', 'clamp');
    expect(next).toMatchObject({ maxRetries: 7, retryAfter: { mode: 'clamp', maxMs: draft.retryAfter.maxMs } });
    expect(draft.maxRetries).toBe(preset.policy.maxRetries);
  });

  it.each(JITTER_KINDS)('can take jitter of kind %s as it comes', (kind) => {
    expect(readDraft(withField(draft, 'jitter', jitterOf(kind))).policy?.jitter.kind).toBe(kind);
  });

  it.each([
    ['maxRetries', -1],
    ['maxRetries', 1.5],
    ['initialDelayMs', ''],
    ['multiplier', 0],
    ['maxDelayMs', 10],
    ['retryAfter.maxMs', -1],
  ])('says beside %s that it may not hold %s', (path, value) => {
    const { policy, errors } = readDraft(withField(draft, path, value));
    expect(policy).toBeNull();
    expect([...errors.keys()]).toEqual([path]);
    expect(errors.get(path)).toMatch(/but may be/);
  });

  it('takes an empty last field as no limit', () => {
    expect(readDraft(withField(draft, 'maxElapsedMs', '')).policy?.maxElapsedMs).toBeNull();
  });
});
