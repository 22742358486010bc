import { describe, expect, it } from 'vitest';
import { replay, replaySteps, samePolicyForAll } from '../../../lib/insight/replay.ts';
import {
  failedCalls,
  type ReplayAttempt,
  recordAttempt,
  startReplayRecord,
} from '../../../lib/insight/replay-record.ts';
import { BASE_POLICY, type Policy } from '../../../lib/scheduler/policy.ts';
import { presetById } from '../../../lib/scheduler/presets.ts';
import { blips, HOUR_MS, makeWorld, NO_RETRIES, outage, steady } from './replay-world.ts';

const exactly = (over: Partial<Policy> = {}): Policy => ({ ...BASE_POLICY, jitter: { kind: 'none' }, ...over });
const preset = (id: string): Policy => presetById(id)?.policy ?? BASE_POLICY;

let ids = 0;
function attempt(over: Partial<ReplayAttempt> = {}): ReplayAttempt {
  return {
    callId: `c${++ids}`,
    n: 1,
    final: true,
    startedAtMs: 60_000,
    durationMs: 100,
    provider: 'anthropic',
    model: 'm',
    outcome: 'ok',
    phase: null,
    retryAfterMs: null,
    ...over,
  };
}

function recordOf(attempts: ReplayAttempt[], toMs = HOUR_MS) {
  const record = startReplayRecord(0, toMs);
  for (const one of attempts) recordAttempt(record, one);
  return record;
}

/** A success every second, but failures between the times given. */
function traffic(failFromMs = 0, failToMs = 0, over: Partial<ReplayAttempt> = {}): ReplayAttempt[] {
  return Array.from({ length: 600 }, (_, second) => {
    const startedAtMs = second * 1000;
    const bad = startedAtMs >= failFromMs && startedAtMs < failToMs;
    return attempt({ startedAtMs, outcome: bad ? 'overloaded' : 'ok', ...over });
  });
}

describe('a replay that has nothing to say', () => {
  it('says that nothing failed', () => {
    expect(replay(recordOf(traffic()), samePolicyForAll(BASE_POLICY))).toMatchObject({
      verdict: 'nothing_failed',
      failed: 0,
      recovered: null,
      extraAttempts: null,
    });
    expect(replay(recordOf([]), samePolicyForAll(BASE_POLICY)).verdict).toBe('nothing_failed');
  });

  it('says that no retry cures what failed, and why', () => {
    const failures: ReplayAttempt[] = [
      attempt({ outcome: 'spend_limited' }),
      attempt({ outcome: 'client_error' }),
      attempt({ outcome: 'client_error' }),
      attempt({ outcome: 'overloaded', phase: 'mid_stream' }),
      attempt({ outcome: 'truncated', phase: null }),
    ];
    expect(replay(recordOf([...traffic(), ...failures]), samePolicyForAll(BASE_POLICY))).toMatchObject({
      verdict: 'nothing_curable',
      failed: 5,
      curable: 0,
      incurable: { money: 1, client_error: 2, passed_on: 2 },
    });
  });

  it('does not count who left, nor what was refused here or lost', () => {
    const left = (['cancelled', 'shed', 'abandoned'] as const).map((outcome) => attempt({ outcome }));
    expect(replay(recordOf([...traffic(), ...left]), samePolicyForAll(BASE_POLICY)).verdict).toBe('nothing_failed');
  });

  it('says so where nobody else called around that time, instead of inventing a number', () => {
    const lonely = [1, 2, 3].map((minute) => attempt({ outcome: 'overloaded', startedAtMs: minute * 900_000 }));
    expect(replay(recordOf(lonely), samePolicyForAll(BASE_POLICY))).toMatchObject({
      verdict: 'too_little_data',
      failed: 3,
      curable: 3,
      recovered: null,
      recoveredLow: null,
      addedMs: { p50: null, p95: null },
      evidence: { coverage: 0, attemptsPerRetry: null },
    });
  });

  it('does not let one model speak for another', () => {
    const other = traffic(0, 0, { model: 'other' });
    const failed = attempt({ outcome: 'overloaded', startedAtMs: 300_000 });
    expect(replay(recordOf([...other, failed]), samePolicyForAll(BASE_POLICY)).verdict).toBe('too_little_data');
  });
});

describe('a replay of a plain past', () => {
  const minute = recordOf(traffic(300_000, 360_000));

  it('saves nothing with a policy that does not retry', () => {
    expect(replay(minute, samePolicyForAll(NO_RETRIES))).toMatchObject({
      verdict: 'estimate',
      failed: 60,
      recovered: 0,
      recoveredShare: 0,
      extraAttempts: 0,
      addedMs: { p50: null, p95: null },
    });
  });

  it('saves most with one that outlasts the outage, later and at more attempts', () => {
    const quick = replay(minute, samePolicyForAll(exactly({ maxRetries: 2 })));
    const patient = replay(minute, samePolicyForAll(exactly({ maxRetries: 7 })));
    expect(patient.recovered).toBeGreaterThan(50);
    expect(quick.recovered).toBeLessThan(20);
    expect(patient.extraAttempts).toBeGreaterThan((quick.extraAttempts ?? 0) * 1.5);
    expect(patient.addedMs.p95).toBeGreaterThan(patient.addedMs.p50 ?? Number.POSITIVE_INFINITY);
    expect(patient.addedMs.p95).toBeLessThanOrEqual(128_000);
  });

  it('keeps its bounds around its figure, and all within what failed', () => {
    for (const maxRetries of [1, 3, 5, 8]) {
      const found = replay(minute, samePolicyForAll(exactly({ maxRetries })));
      if (found.verdict !== 'estimate') continue;
      const [recovered, recoveredLow, recoveredHigh] = [
        found.recovered ?? Number.NaN,
        found.recoveredLow ?? Number.NaN,
        found.recoveredHigh ?? Number.NaN,
      ];
      expect(recoveredLow).toBeGreaterThanOrEqual(0);
      expect(recoveredLow).toBeLessThanOrEqual(recovered);
      expect(recoveredHigh).toBeGreaterThanOrEqual(recovered);
      expect(recoveredHigh).toBeLessThanOrEqual(60 + 1e-9);
    }
  });

  it('is the same for the same seed, in whatever order the attempts come', () => {
    const attempts = traffic(300_000, 360_000);
    const of = (list: ReplayAttempt[]) => replay(recordOf(list), samePolicyForAll(preset('full-jitter')), 7);
    expect(of([...attempts].reverse())).toEqual(of(attempts));
    expect(of(attempts)).toEqual(of(attempts));
  });

  it('pauses often on the way, and comes to the same', () => {
    const steps = replaySteps(minute, samePolicyForAll(preset('full-jitter')), 7);
    let pauses = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) pauses++;
    expect(pauses).toBeGreaterThan(100);
    expect(step.value).toEqual(replay(minute, samePolicyForAll(preset('full-jitter')), 7));
  });

  it('waits as the failed answer asked', () => {
    const told = traffic(300_000, 301_000, { retryAfterMs: 9000 });
    const policy = exactly({ maxRetries: 1, retryAfter: { mode: 'replace', maxMs: 60_000, beyondMax: 'stop' } });
    expect(replay(recordOf(told), samePolicyForAll(policy)).addedMs.p50).toBe(9100);
    const impatient = { ...policy, retryAfter: { ...policy.retryAfter, maxMs: 1000 } };
    expect(replay(recordOf(told), samePolicyForAll(impatient)).extraAttempts).toBe(0);
  });

  it('keeps to maxElapsedMs', () => {
    const found = replay(minute, samePolicyForAll(exactly({ maxRetries: 9, maxElapsedMs: 4000 })));
    expect(found.addedMs.p95 ?? 0).toBeLessThanOrEqual(4000);
  });

  it('takes each outcome by its own policy', () => {
    const policies = { ...samePolicyForAll(exactly({ maxRetries: 8 })), overloaded: NO_RETRIES };
    expect(replay(minute, policies).recovered).toBe(0);
  });
});

describe('a call that was retried, and failed for good', () => {
  /** Tried at 300, 301.1 and 303.2 s; everybody else succeeds. */
  const tried = [0, 1100, 3200].map((afterMs, i) =>
    attempt({ callId: 'tried', n: i + 1, final: i === 2, outcome: 'overloaded', startedAtMs: 300_000 + afterMs }),
  );
  const record = recordOf([...traffic(), ...tried]);

  it('is not saved by the policy that it failed under', () => {
    const same = replay(record, samePolicyForAll(exactly({ maxRetries: 2 })));
    expect(same).toMatchObject({ failed: 1, recovered: 0, extraAttempts: 0 });
  });

  it('may be by one that goes on for longer', () => {
    const longer = replay(record, samePolicyForAll(exactly({ maxRetries: 5 })));
    expect(longer.recovered ?? longer.curable).toBeGreaterThan(0.5);
  });
});

describe('the record', () => {
  it('leaves out calls that began or ended outside the range', () => {
    const attempts = [
      attempt({ callId: 'before', n: 2, outcome: 'overloaded' }),
      attempt({ callId: 'open', final: false, outcome: 'overloaded' }),
      attempt({ callId: 'late', outcome: 'overloaded', startedAtMs: HOUR_MS }),
      attempt({ callId: 'early', outcome: 'overloaded', startedAtMs: -1 }),
      attempt({ callId: 'absurd', outcome: 'overloaded', startedAtMs: Number.NaN }),
      attempt({ callId: 'whole', outcome: 'overloaded' }),
    ];
    expect(failedCalls(recordOf(attempts)).map((call) => call.callId)).toEqual(['whole']);
  });

  it('stays bounded: many failed calls are thinned, many models lumped, and the counts still hold', () => {
    const record = startReplayRecord(0, 31 * 24 * HOUR_MS);
    for (let i = 0; i < 20_000; i++)
      recordAttempt(
        record,
        attempt({ startedAtMs: i * 1000, outcome: i % 2 ? 'ok' : 'overloaded', model: `m${i % 500}` }),
      );
    expect(record.calls.size).toBeLessThanOrEqual(2001);
    expect(record.keptOneIn).toBeGreaterThan(1);
    expect(record.cells.size).toBeLessThanOrEqual(21);
    expect(replay(record, samePolicyForAll(NO_RETRIES)).failed).toBeCloseTo(10_000, 6);
  });
});

describe('against the truth', () => {
  const cases = [
    { name: 'errors all the time', provider: steady, perMinute: 20 },
    { name: 'half an hour of outage', provider: outage, perMinute: 60 },
    { name: 'blips of half a minute', provider: blips, perMinute: 60 },
  ];
  for (const { name, provider, perMinute } of cases)
    for (const id of ['article', 'anthropic-sdk'])
      it(`${name}, ${id}: the bounds hold what really would have been saved`, () => {
        let held = 0;
        for (let seed = 1; seed <= 8; seed++) {
          const world = makeWorld(seed * 77, perMinute, provider, NO_RETRIES, preset(id));
          const found = replay(world.record, samePolicyForAll(preset(id)));
          expect(found.failed).toBeCloseTo(world.failed, 6);
          const low = (found.recoveredLow ?? Number.NaN) - 0.5;
          if (world.recovered >= low && world.recovered <= (found.recoveredHigh ?? Number.NaN) + 0.5) held++;
        }
        expect(held).toBeGreaterThanOrEqual(7);
      }, 60_000);

  it('at a call in five minutes it never claims a narrow answer from next to nothing', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const world = makeWorld(seed, 0.2, blips, NO_RETRIES, preset('anthropic-sdk'));
      const found = replay(world.record, samePolicyForAll(preset('anthropic-sdk')));
      expect(['too_little_data', 'nothing_failed']).toContain(found.verdict);
    }
  });
});
