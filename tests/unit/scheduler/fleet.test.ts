import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleetSteps, simulateFleet } from '../../../lib/scheduler/simulate/fleet.ts';
import type { FleetAnswer, FleetRequest, StrategyResult } from '../../../lib/scheduler/simulate/fleet-types.ts';
import { FleetServer, fullCapacity } from '../../../lib/scheduler/simulate/server.ts';
import { DEFAULT_FLEET, presetStrategy, validateFleet } from '../../../lib/scheduler/simulate/validate-fleet.ts';
import { anyPolicy, anySeed } from './arbitrary-policy.ts';

const small: FleetRequest = { ...DEFAULT_FLEET, clients: 300, durationMs: 240_000 };

function run(over: Partial<FleetRequest> = {}): FleetAnswer {
  const answer = simulateFleet({ ...small, ...over });
  if (!answer) throw new Error('cancelled');
  return answer;
}

function only(id: string, over: Partial<FleetRequest> = {}): StrategyResult {
  const [result] = run({ ...over, strategies: [presetStrategy(id)] }).strategies;
  if (!result) throw new Error('no result');
  return result;
}

describe('a fleet in quiet times', () => {
  it('has every call served at its first attempt, in the time that a call takes', () => {
    const quiet = only('full-jitter', { outageMs: 0 });
    expect(quiet).toMatchObject({ failures: 0, extraAttempts: 0, amplification: 1 });
    expect(quiet.timeToSuccess.maxMs).toBeCloseTo(5000, 6);
  });

  it('asks what its clients, pauses and service time make', () => {
    const answer = run({ outageMs: 0, clients: 3000, strategies: [presetStrategy('article')] });
    const load = answer.strategies[0]?.loadPerSecond ?? [];
    const mean = load.reduce((sum, rate) => sum + rate, 0) / load.length;
    expect(answer.quietPerSecond).toBe(200);
    expect(Math.abs(mean - 200)).toBeLessThan(6);
  });
});

describe('a fleet in an outage', () => {
  const answer = run({ clients: 1000 });
  const of = (preset: string) => answer.strategies.find((result) => result.preset === preset) as StrategyResult;

  it('serves nothing while nothing is left of the capacity', () => {
    // The reserve of a second may still be served at first.
    for (const { servedPerSecond } of answer.strategies)
      for (const [i, start] of answer.startsMs.entries())
        if (start >= 32_000 && start < 90_000) expect(servedPerSecond[i]).toBe(0);
  });

  it('shows the wrong ways for what they are: more load, and a later recovery', () => {
    const recovery = (preset: string) => of(preset).recoveryMs ?? Number.POSITIVE_INFINITY;
    for (const right of ['full-jitter', 'anthropic-sdk', 'article']) {
      expect(of('immediate').extraAttempts).toBeGreaterThan(3 * of(right).extraAttempts);
      expect(recovery('immediate')).toBeGreaterThan(2 * recovery(right));
      expect(of('fixed').extraAttempts).toBeGreaterThan(of(right).extraAttempts);
      expect(recovery('fixed')).toBeGreaterThan(recovery(right));
      expect(of('immediate').peakPerSecond).toBeGreaterThan(4 * of(right).peakPerSecond);
    }
  });

  it('may never recover where refusing is dear', () => {
    const dear = { clients: 1000, refusalCost: 0.3 };
    expect(only('immediate', dear)).toMatchObject({ recoveredAtMs: null, recoveryMs: null });
    expect(only('full-jitter', dear).recoveryMs).not.toBeNull();
  });

  it('comes back in step without jitter: the peak after the outage begins is higher than with it', () => {
    const peak = (id: string) => only(id, { clients: 3000, seed: 4 }).loadPerSecond.slice(31, 60);
    const spread = (rates: number[]) =>
      Math.max(...rates) / (rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
    expect(spread(peak('exponential'))).toBeGreaterThan(1.4 * spread(peak('full-jitter')));
  });

  it('a partial outage lets some through', () => {
    const half = only('full-jitter', { clients: 1000, outageCapacity: 0.5 });
    expect(half.servedPerSecond[60]).toBeGreaterThan(20);
    expect(half.failures).toBeLessThan(of('full-jitter').failures);
  });

  it('a server that says how long to wait is heard by policies that listen', () => {
    const told = { clients: 1000, retryAfterMs: 20_000 };
    expect(only('anthropic-sdk', told).attempts).toBeLessThan(only('anthropic-sdk', { clients: 1000 }).attempts);
    expect(only('article', told).attempts).toBe(only('article', { clients: 1000 }).attempts);
  });

  it('gives up at once on a hint that the policy will not wait out, and at maxElapsedMs', () => {
    const impatient = presetStrategy('full-jitter');
    const stop = { ...impatient.policy, retryAfter: { mode: 'replace', maxMs: 1000, beyondMax: 'stop' } } as const;
    const [strict] = run({ retryAfterMs: 2000, strategies: [{ ...impatient, policy: stop }] }).strategies;
    expect(strict?.failures).toBeGreaterThan(0);
    const brief = { ...impatient.policy, maxElapsedMs: 2000 };
    const [quick] = run({ strategies: [{ ...impatient, policy: brief }] }).strategies;
    expect(quick?.timeToSuccess.maxMs).toBeLessThanOrEqual(2000 + 5000 + 1e-6);
  });
});

describe('for any fleet', () => {
  const anyFleet = fc.record({
    clients: fc.integer({ min: 1, max: 120 }),
    pauseMs: fc.integer({ min: 500, max: 20_000 }),
    serviceMs: fc.integer({ min: 1, max: 10_000 }),
    refusalMs: fc.integer({ min: 20, max: 1000 }),
    capacityPerSecond: fc.option(fc.integer({ min: 1, max: 50 })),
    refusalCost: fc.double({ min: 0, max: 1, noNaN: true }),
    outageStartMs: fc.integer({ min: 0, max: 20_000 }),
    outageMs: fc.integer({ min: 0, max: 20_000 }),
    outageCapacity: fc.double({ min: 0, max: 1, noNaN: true }),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 30_000 })),
    durationMs: fc.constant(60_000),
    seed: anySeed,
    strategies: anyPolicy.map((policy) => [{ name: 'any', preset: null, policy }]),
  });

  it('the books balance, the capacity holds, and equal seeds give equal answers', () => {
    fc.assert(
      fc.property(anyFleet, (request) => {
        const answer = run(request);
        const [result] = answer.strategies;
        if (!result) throw new Error('no result');
        expect(result.calls).toBe(result.successes + result.failures + result.unfinished);
        expect(result.unfinished).toBeGreaterThanOrEqual(0);
        expect(result.unfinished).toBeLessThanOrEqual(request.clients);
        expect(result.attempts).toBe(result.calls + result.extraAttempts);
        expect(result.amplification).toBeLessThanOrEqual(1 + (request.strategies[0]?.policy.maxRetries ?? 0));
        const total = (rates: number[]) => rates.reduce((sum, rate) => sum + rate * (answer.bucketMs / 1000), 0);
        expect(total(result.loadPerSecond)).toBeCloseTo(result.attempts, 6);
        const full = fullCapacity(request);
        const gained = (request.durationMs - request.outageMs * (1 - request.outageCapacity)) / 1000;
        expect(total(result.servedPerSecond)).toBeLessThanOrEqual(full * gained + Math.max(1, full) + 1e-6);
        expect(run(request)).toEqual(answer);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the server', () => {
  it('serves up to its capacity and a second of reserve', () => {
    const server = new FleetServer({ ...small, capacityPerSecond: 10, outageMs: 0, refusalCost: 0 });
    const burst = Array.from({ length: 30 }, () => server.serve(5000)).filter(Boolean).length;
    expect(burst).toBe(10);
    expect([server.serve(5099), server.serve(5100), server.serve(5150), server.serve(5201)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('has less to serve with the more it refuses', () => {
    const servedOf = (refusalCost: number) => {
      const server = new FleetServer({ ...small, capacityPerSecond: 100, outageMs: 0, refusalCost });
      let served = 0;
      for (let ms = 0; ms < 100_000; ms++) if (server.serve(ms)) served++;
      return served / 100;
    };
    // A thousand a second ask: s + r (1000 - s) = 100.
    expect(servedOf(0)).toBeCloseTo(100, -1);
    expect(servedOf(0.05)).toBeCloseTo((100 - 50) / 0.95, -1);
    expect(servedOf(0.2)).toBeLessThan(5);
  });
});

describe('a simulation under way', () => {
  it('tells how far it is, and comes to the end', () => {
    const shares: number[] = [];
    simulateFleet({ ...small, clients: 2000 }, ({ share }) => shares.push(share));
    expect(shares.length).toBeGreaterThan(10);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBe(1);
  });

  it('stops when asked to', () => {
    let asked = 0;
    expect(simulateFleet({ ...small, clients: 5000 }, undefined, () => ++asked === 3)).toBeNull();
    expect(asked).toBe(3);
  });

  it('can be walked step by step, with the same answer', () => {
    const steps = fleetSteps(small);
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value).toEqual(run());
  });

  it('cuts a strategy that knows no end, and says where', () => {
    const policy = { ...presetStrategy('immediate').policy, maxRetries: 100 };
    const [result] = run({
      clients: 10_000,
      refusalMs: 1,
      outageMs: 100_000,
      strategies: [{ name: 'storm', preset: null, policy }],
    }).strategies;
    expect(result?.attempts).toBe(10_000_000);
    expect(result?.cutAtMs).toBeGreaterThan(30_000);
    expect(result?.recoveredAtMs).toBeNull();
  }, 60_000);

  it('fits a chart: at most 300 buckets, all of one width', () => {
    for (const durationMs of [10_000, 61_500, 300_000, 301_000, 3_600_000]) {
      const answer = run({ clients: 5, outageStartMs: 0, outageMs: 1000, durationMs });
      expect(answer.startsMs.length).toBeLessThanOrEqual(300);
      expect(answer.capacityPerSecond).toHaveLength(answer.startsMs.length);
      for (const { loadPerSecond } of answer.strategies) expect(loadPerSecond).toHaveLength(answer.startsMs.length);
    }
  });
});

describe('what may be asked', () => {
  const refused = (input: unknown) => {
    const result = validateFleet(input);
    return result.ok ? [] : result.errors.map((error) => error.message);
  };

  it('left out, is the default; six strategies, two of them wrong', () => {
    expect(validateFleet({})).toEqual({ ok: true, value: DEFAULT_FLEET });
    expect(DEFAULT_FLEET.strategies).toHaveLength(6);
  });

  it('takes presets by name and policies in full', () => {
    const own = { name: 'mine', policy: { jitter: { kind: 'full' } } };
    expect(validateFleet({ strategies: ['grpc', own] })).toMatchObject({
      ok: true,
      value: { strategies: [{ preset: 'grpc' }, { name: 'mine', preset: null }] },
    });
  });

  it.each<[unknown, string]>([
    [{ clients: 10_000_000 }, 'clients is 10000000, but may be a whole number from 1 to 10000'],
    [{ clients: 0 }, 'clients is 0, but may be a whole number from 1 to 10000'],
    [{ outageCapacity: 2 }, 'outageCapacity is 2, but may be a number from 0 to 1'],
    [{ seed: 1.5 }, 'seed is 1.5, but may be a whole number from 0 to 4294967295'],
    [{ strategies: [] }, 'strategies is a list of 0, but may be a list of 1 to 12 presets or policies'],
    [
      { strategies: [{ name: 'x', policy: { multiplier: 0 } }] },
      'strategies[0].policy.multiplier is 0, but may be a number from 1 to 100',
    ],
    [{ strategies: [{ policy: {} }] }, 'strategies[0].name is missing, but may be a text of 1 to 60 characters'],
    [{ strategies: [{ name: 'x' }] }, 'strategies[0].policy is null, but may be an object'],
    [
      { outageStartMs: 200_000, outageMs: 200_000 },
      'durationMs is 300000, but may be a number from 400001 (past the end of the outage) to 7200000',
    ],
    [null, 'The input is null, but may be an object'],
  ])('refuses %o', (input, message) => expect(refused(input)).toEqual([message]));

  it('names the presets where one does not exist', () => {
    expect(refused({ strategies: ['nonsense'] })[0]).toMatch(
      /^strategies\[0\] is "nonsense", but may be one of article/,
    );
  });
});
