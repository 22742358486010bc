import { describe, expect, it } from 'vitest';
import { laneRows } from '../../../components/charts/lane-rows.ts';
import { regionAt } from '../../../components/charts/region-look.ts';
import { impactTone, impactWords } from '../../../components/incidents/impact.ts';
import { marksOf, regionsOf } from '../../../components/incidents/overlays.ts';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import { anEpisode, anIncident, HOUR, MINUTE, START } from './incident-samples.ts';

describe('regionsOf', () => {
  it('shades what counts, by impact, and leads to its page', () => {
    const [region, ...others] = regionsOf([anIncident(), anIncident({ id: 'anthropic:x', counts: false })]);
    expect(others).toEqual([]);
    expect(region).toMatchObject({
      fromMs: START + 10 * MINUTE,
      toMs: START + 40 * MINUTE,
      tone: 'major',
      href: '/incidents/anthropic%3Ainc1',
      label: 'Posted, major: Elevated errors; seen 10 min before the post',
    });
  });

  it('lets an open incident reach to the end of the chart', () => {
    expect(regionsOf([anIncident({ open: true, resolvedAt: null })])[0]?.toMs).toBeNull();
  });

  it('shades a standing notice only around its posts', () => {
    const spans = [0, 30, 90].map((hours) => ({ from: START + hours * HOUR, to: START + (hours + 6) * HOUR }));
    const regions = regionsOf([anIncident({ spans, open: true, resolvedAt: null })]);
    expect(regions.map(({ toMs }) => toMs)).toEqual(spans.map(({ to }) => to));
    expect(new Set(regions.map(({ id }) => id)).size).toBe(3);
  });
});

describe('marksOf', () => {
  it('marks episodes as stretches and changes of policy as points', () => {
    const change = { id: 3, at: START, note: 'gentler', policies: DEFAULT_POLICY_SET };
    const [episode, policy] = marksOf([anEpisode({ endedAt: null })], [change]);
    expect(episode).toMatchObject({ kind: 'episode', atMs: START, toMs: null });
    expect(episode?.label).toContain('Confirmed, seen 10 min before the post');
    expect(policy).toEqual({
      id: 'policy 3',
      kind: 'policy',
      atMs: START,
      label: 'Policies changed: gentler',
      href: '/settings?tab=policies',
    });
    expect(policy).not.toHaveProperty('toMs');
  });
});

describe('impact', () => {
  it.each([
    [{ kind: 'incident', impact: 'critical' }, 'critical', 'Critical'],
    [{ kind: 'incident', impact: 'none' }, 'minor', 'No impact'],
    [{ kind: 'maintenance', impact: 'none' }, 'maintenance', 'Maintenance'],
    [{ kind: 'incident', impact: 'very_bad' }, 'minor', 'Very bad'],
    [{ kind: 'incident', impact: '' }, 'minor', 'Unknown impact'],
  ] as const)('%j', (incident, tone, words) => {
    expect(impactTone(incident)).toBe(tone);
    expect(impactWords(incident)).toBe(words);
  });
});

describe('regionAt', () => {
  const region = (id: string, fromMs: number, toMs: number | null, href?: string) => ({
    id,
    fromMs,
    toMs,
    label: id,
    tone: 'minor' as const,
    ...(href && { href }),
  });
  const regions = [region('long', 0, null, '/long'), region('short', 10, 20, '/short'), region('mute', 12, 14)];

  it('opens the shortest one under the pointer, for longer ones lie behind it', () => {
    expect(regionAt(regions, 13)?.id).toBe('short');
    expect(regionAt(regions, 20)?.id).toBe('long');
    expect(regionAt(regions, -1)).toBeNull();
  });
});

describe('laneRows', () => {
  const rows = (...spans: [number, number][]) =>
    laneRows(
      spans.map(([leftPx, rightPx]) => ({ leftPx, rightPx })),
      3,
    );

  it('keeps what does not overlap in one row', () => {
    expect(rows([0, 10], [11, 20], [30, 40])).toEqual([0, 0, 0]);
  });

  it('puts what overlaps under one another, and uses rows again', () => {
    expect(rows([0, 30], [10, 20], [21, 40], [35, 50])).toEqual([0, 1, 1, 0]);
  });

  it('puts the rest into the last row when there is no room', () => {
    expect(rows([0, 50], [1, 50], [2, 50], [3, 50])).toEqual([0, 1, 2, 2]);
  });
});
