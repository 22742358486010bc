import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_IDS, PRESETS, policyOf, presetById } from '../../../lib/scheduler/presets.ts';
import { fixedRandom } from '../../../lib/scheduler/random.ts';
import { type ScheduleAnswer, schedule, validateSchedule } from '../../../lib/scheduler/schedule.ts';
import { scheduleInput } from '../../../lib/scheduler/schedule-query.ts';

const NOW = Date.UTC(2026, 10, 3, 12, 0, 0);

function answer(input: unknown): ScheduleAnswer {
  const request = validateSchedule(input);
  if (!request.ok) throw new Error(request.errors.map((error) => error.message).join('; '));
  return schedule(request.value, fixedRandom(0.5), NOW);
}
const delays = (input: unknown) => answer(input).retries.map((retry) => retry.delayMs);

function refusal(input: unknown) {
  const request = validateSchedule(input);
  return request.ok ? [] : request.errors.map(({ field, message }) => [field, message]);
}

describe('the schedule of a preset', () => {
  it.each([
    [{ preset: 'article', u: 0 }, [1000, 2000, 4000, 8000]],
    [{ preset: 'article', u: 0.5 }, [1375, 2375, 4375, 8375]],
    [{ preset: 'anthropic-sdk', u: 0, retries: 6 }, [500, 1000, 2000, 4000, 8000, 8000]],
    [{ preset: 'claude-code', u: 0.8, retries: 3 }, [600, 1200, 2400]],
    [{ preset: 'aws-standard-2026', u: 0.5 }, [25, 50]],
    [{ preset: 'aws-standard-2026', u: 0.5, status: 429 }, [500, 1000]],
    [{ preset: 'grpc', u: 0, retries: 2 }, [800, 1280]],
    [{ preset: 'undici', u: 0.3 }, [500, 1000, 2000, 4000, 8000]],
    [{ preset: 'undici', u: 0.3, retryAfter: 45, retries: 1 }, [30_000]],
    [{ preset: 'immediate', retries: 2 }, [0, 0]],
    [{ preset: 'litellm' }, [0, 0]],
    [{ preset: 'litellm', status: 429 }, [500, 1000]],
    [{ preset: 'p-retry', retries: 3 }, [1000, 2000, 4000]],
  ])('%o', (input, expected) => {
    for (const [i, delay] of delays(input).entries()) expect(delay).toBeCloseTo(expected[i] ?? Number.NaN, 9);
    expect(delays(input)).toHaveLength(expected.length);
  });

  it('gives each retry with its band, its mean and what has been waited by then', () => {
    expect(answer({ preset: 'anthropic-sdk', u: 0.5, status: 529 })).toMatchObject({
      preset: 'anthropic-sdk',
      policy: { maxRetries: 2 },
      hint: { kind: 'none' },
      retries: [
        { n: 0, delayMs: 437.5, minMs: 375, maxMs: 500, meanMs: 437.5, meanIs: 'exact', cumulativeMs: 437.5 },
        { n: 1, delayMs: 875, minMs: 750, maxMs: 1000, meanMs: 875, cumulativeMs: 1312.5 },
      ],
      totalMs: 1312.5,
      reason: 'retries_used_up',
    });
  });

  it('what retry-after does differs by preset: replaced, a floor, clamped', () => {
    const first = (preset: string, retryAfter: number) => delays({ preset, retryAfter, u: 0, retries: 1 })[0];
    expect(first('anthropic-sdk', 0.1)).toBe(100);
    expect(first('claude-code', 0.1)).toBe(500);
    expect(first('claude-code', 20)).toBe(20_000);
    expect(first('aws-standard-2026', 20)).toBe(5000);
    expect(first('article', 20)).toBe(1000);
  });

  it('reads retry-after as the header holds it, a date too, and says when it ignores it', () => {
    expect(delays({ preset: 'claude-code', retries: 1, retryAfter: 'Tue, 03 Nov 2026 12:00:09 GMT' })).toEqual([9000]);
    expect(answer({ preset: 'claude-code', retryAfter: '-3' }).hint).toMatchObject({ because: 'not_positive' });
    expect(answer({ preset: 'claude-code', retryAfter: 31_536_000 }).hint).toMatchObject({ because: 'beyond_timer' });
    expect(answer({ preset: 'claude-code', retryAfter: 'soon' }).hint).toMatchObject({ because: 'not_a_time' });
    expect(delays({ preset: 'anthropic-sdk', retryAfterMs: 10, retryAfter: '3', retries: 1 })).toEqual([10]);
  });

  it('retries nothing that the preset does not, and says so', () => {
    expect(answer({ preset: 'undici', status: 529 })).toMatchObject({
      retries: [],
      reason: 'not_retryable',
      totalMs: 0,
    });
    expect(answer({ preset: 'article', status: 503 }).reason).toBe('not_retryable');
    expect(answer({ preset: 'anthropic-sdk', status: 400 }).reason).toBe('not_retryable');
    expect(answer({ preset: 'anthropic-sdk', status: 400, shouldRetry: true }).retries).toHaveLength(2);
    expect(answer({ preset: 'anthropic-sdk', status: 529, shouldRetry: false }).reason).toBe('server_forbids');
  });

  it('follows a seed, and without one the random numbers it is given', () => {
    const seeded = (seed: number) => delays({ preset: 'full-jitter', seed });
    expect(seeded(7)).toEqual(seeded(7));
    expect(seeded(7)).not.toEqual(seeded(8));
    expect(delays({ preset: 'full-jitter' })).toEqual([500, 1000, 2000, 4000, 8000]);
  });
});

describe('the schedule of a policy', () => {
  it('ends where it must', () => {
    const policy = { maxRetries: 9, jitter: { kind: 'none' }, maxElapsedMs: 8000 };
    expect(answer({ policy })).toMatchObject({ reason: 'elapsed_limit', totalMs: 7000, retries: { length: 3 } });
    expect(answer({ policy, attemptMs: 500 }).retries).toHaveLength(2);
    const strict = { retryAfter: { mode: 'replace', maxMs: 1000, beyondMax: 'stop' } };
    expect(answer({ policy: strict, retryAfter: 2 })).toMatchObject({ retries: [], reason: 'hint_too_long' });
  });

  it('retries what a retry cures', () => {
    for (const status of [408, 429, 500, 503, 529]) expect(answer({ policy: {}, status }).retries).toHaveLength(4);
    for (const status of [400, 401, 402, 404]) expect(answer({ policy: {}, status }).retries).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each<[unknown, string]>([
    [{}, 'preset'],
    [{ preset: 'nonsense' }, 'preset'],
    [{ preset: 'constructor' }, 'preset'],
    [{ preset: 'article', policy: {} }, 'policy'],
    [{ policy: 'x' }, 'policy'],
    [{ policy: { multiplier: -1 } }, 'policy.multiplier'],
    [{ preset: 'article', u: 1.5 }, 'u'],
    [{ preset: 'article', u: 'half' }, 'u'],
    [{ preset: 'article', retries: 101 }, 'retries'],
    [{ preset: 'article', status: 99 }, 'status'],
    [{ preset: 'article', seed: -1 }, 'seed'],
    [{ preset: 'article', retryAfter: 'x'.repeat(201) }, 'retryAfter'],
    [{ preset: 'article', retryAfter: {} }, 'retryAfter'],
    [{ preset: 'article', retrys: 3 }, 'retrys'],
    [null, ''],
  ])('%o', (input, field) => {
    const [first, ...more] = refusal(input);
    expect(first?.[0]).toBe(field);
    if (input !== null) expect(more).toEqual([]);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (input) => void validateSchedule(input)));
  });
});

describe('the same question in a query string', () => {
  it('is read as the object', () => {
    const params = new URLSearchParams({
      policy: '{"maxRetries":2,"jitter":{"kind":"none"}}',
      u: '0.5',
      status: '529',
      retryAfter: '4',
      shouldRetry: 'true',
    });
    expect(scheduleInput(params)).toEqual({
      policy: { maxRetries: 2, jitter: { kind: 'none' } },
      u: 0.5,
      status: 529,
      retryAfter: '4',
      shouldRetry: true,
    });
    expect(delays(scheduleInput(params))).toEqual([4000, 4000]);
  });

  it('leaves what does not parse to the validation', () => {
    expect(refusal(scheduleInput(new URLSearchParams('preset=article&u=')))).toEqual([
      ['u', 'u is "", but may be a number from 0 to 1, or null'],
    ]);
    expect(refusal(scheduleInput(new URLSearchParams('policy={oops')))[0]?.[0]).toBe('policy');
  });
});

describe('the presets', () => {
  it('are told apart by id and say where they are from', () => {
    expect(new Set(PRESET_IDS).size).toBe(PRESETS.length);
    for (const preset of PRESETS) {
      expect(presetById(preset.id)).toBe(preset);
      expect(preset.source.length + preset.note.length + preset.formula.length).toBeGreaterThan(20);
    }
    expect(presetById('none')).toBeNull();
  });

  it('mark the wrong ways', () => {
    expect(PRESETS.filter((preset) => preset.wrongWay).map((preset) => preset.id)).toEqual([
      'litellm',
      'immediate',
      'fixed',
    ]);
  });

  it('wait by status where they do', () => {
    const aws = presetById('aws-standard-2026');
    expect(aws && policyOf(aws, 429).initialDelayMs).toBe(1000);
    expect(aws && policyOf(aws, null).initialDelayMs).toBe(50);
  });
});
