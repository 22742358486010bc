import { describe, expect, it } from 'vitest';
import {
  effortText,
  fleetQuestion,
  fleetRows,
  loadTop,
  recoveryText,
  secondTicks,
} from '../../../../components/playground/fleet-view.ts';
import type { PlaygroundState } from '../../../../components/playground/use-playground-state.ts';
import { presetById } from '../../../../lib/scheduler/presets.ts';
import { simulateFleet } from '../../../../lib/scheduler/simulate/fleet.ts';

function state(over: Partial<PlaygroundState> = {}): PlaygroundState {
  const preset = presetById('article');
  if (!preset) throw new Error('no preset');
  return {
    clients: 50,
    outage: 30,
    seed: 3,
    retryAfter: '',
    chosen: { title: preset.title, preset, policy: preset.policy },
    ...over,
  } as PlaygroundState;
}

describe('the fleet question', () => {
  it('has the chosen policy first and every strategy once', () => {
    const { request } = fleetQuestion(state());
    expect(request?.strategies[0]?.preset).toBe('article');
    const names = request?.strategies.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(6);
  });

  it('watches the server for long enough after the outage', () => {
    const { request } = fleetQuestion(state({ outage: 600 }));
    expect(request?.durationMs).toBe(30_000 + 600_000 + 600_000);
  });

  it.each([
    ['clients', { clients: 10_000_000 }, '10000'],
    ['outageMs', { outage: -5 }, '3600000'],
    ['seed', { seed: -1 }, '4294967295'],
  ])('refuses %s beyond its limit and names the limit', (field, over, limit) => {
    const { request, errors } = fleetQuestion(state(over));
    expect(request).toBeNull();
    expect(errors.get(field)).toContain(limit);
  });

  it.each([
    ['20', 20_000],
    ['', null],
    ['soon', null],
    ['-1', null],
    ['99999', null],
  ])('takes retry-after %j as %s ms', (retryAfter, ms) => {
    expect(fleetQuestion(state({ retryAfter })).request?.retryAfterMs).toBe(ms);
  });
});

describe('the fleet answer', () => {
  const { request } = fleetQuestion(state());
  if (!request) throw new Error('no request');
  const answer = simulateFleet(request);
  if (!answer) throw new Error('cancelled');

  it('becomes one row a bucket with the load of each strategy', () => {
    const rows = fleetRows(answer);
    expect(rows).toHaveLength(answer.startsMs.length);
    expect(rows[0]).toHaveProperty('s0');
    expect(rows[0]).toHaveProperty(`s${answer.strategies.length - 1}`);
  });

  it('keeps the capacity on the chart, whatever the worst strategy does', () => {
    expect(loadTop(answer)).toBeGreaterThan(Math.max(...answer.capacityPerSecond));
  });

  it('has round times along its axis, none past the end', () => {
    expect(secondTicks({ ...answer, startsMs: [0, 1000, 329_000] })).toEqual({
      ticks: [0, 120, 240],
      stepMs: 120_000,
    });
    const { ticks } = secondTicks(answer);
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeGreaterThan(1);
    expect((ticks.at(-1) ?? 0) * 1000).toBeLessThanOrEqual(answer.startsMs.at(-1) ?? 0);
  });

  it('tells how much was simulated, and how long that took', () => {
    expect(effortText(answer, 1500)).toMatch(/^[\d.,KM]+ attempts were simulated in 1\.5 s\.$/);
  });

  it('tells in words who recovers', () => {
    const [first] = answer.strategies;
    if (!first) throw new Error('no strategy');
    const format = (ms: number) => `${ms} ms`;
    expect(recoveryText({ ...first, cutAtMs: null, recoveryMs: null }, format)).toBe('not within this time');
    expect(recoveryText({ ...first, cutAtMs: 5, recoveryMs: null }, format)).toBe('a storm without end');
    expect(recoveryText({ ...first, cutAtMs: null, recoveryMs: -1 }, format)).toBe('at once');
    expect(recoveryText({ ...first, cutAtMs: null, recoveryMs: 1500 }, format)).toBe('after 1500 ms');
  });
});
