import { describe, expect, it } from 'vitest';
import { match, matchAll, readIncident } from '../../../lib/insight/matching.ts';
import { CHOICE, CONSOLE, episode, incident, update } from './incidents.ts';
import { at } from './minutes.ts';

const MINUTE = 60_000;
const NOW = at(10_000);
const matchOf = (one: ReturnType<typeof episode>, posted: ReturnType<typeof incident>, nowMs = NOW) =>
  match(one, readIncident(posted, CHOICE, nowMs), nowMs);

describe('whether an episode and an incident go together', () => {
  it.each([
    ['the page was late', episode(0, 60), incident(27, 110), { leadMs: 27 * MINUTE, overlapMs: 33 * MINUTE }],
    ['the page was first', episode(30, 60), incident(10, 50), { leadMs: -20 * MINUTE, overlapMs: 20 * MINUTE }],
    ['it was posted when all was over', episode(0, 20), incident(80, 81), { leadMs: 80 * MINUTE, overlapMs: 0 }],
    ['both go on', episode(0, null), incident(9_000, null), { leadMs: 9_000 * MINUTE, overlapMs: 1_000 * MINUTE }],
  ])('yes: %s', (_, one, posted, expected) => {
    expect(matchOf(one, posted)).toMatchObject(expected);
  });

  it.each([
    ['posted too long after', episode(0, 20), incident(111, 200)],
    ['over before it began', episode(100, 120), incident(10, 100)],
    ['other components', episode(0, 60), incident(10, 50, { components: [CONSOLE] })],
    ['planned maintenance', episode(0, 60), incident(10, 50, { kind: 'maintenance' })],
    [
      'other models only',
      episode(0, 60, { models: ['claude-haiku-4-5'] }),
      incident(10, 50, { name: 'Errors on Opus 4.5' }),
    ],
    ['not posted yet', episode(0, null), incident(10_001, null)],
  ])('no: %s', (_, one, posted) => {
    expect(matchOf(one, posted)).toBeNull();
  });

  it('goes by the models where both are known', () => {
    const models = ['claude-haiku-4-5', 'claude-opus-4-5-20251101'];
    const named = incident(10, 50, { name: 'Errors on Opus 4.5' });
    expect(matchOf(episode(0, 60, { models }), named)?.models).toBe('named');
    expect(matchOf(episode(0, 60), named)?.models).toBe('unnamed');
    expect(matchOf(episode(0, 60, { models }), incident(10, 50))?.models).toBe('unnamed');
  });

  it('finds models in the updates too, and ignores them where the title says many', () => {
    const body = 'Opus 4.5 is affected.';
    const models = ['claude-haiku-4-5'];
    const one = incident(10, 50, { updates: [update(10, { body })] });
    expect(matchOf(episode(0, 60, { models }), one)).toBeNull();
    const many = { ...one, name: 'Elevated errors for multiple models' };
    expect(matchOf(episode(0, 60, { models }), many)?.models).toBe('unnamed');
  });

  it('believes the window that a late post states', () => {
    const body = 'Impact occurred from 00:05 to 00:45 UTC';
    const posted = incident(300, 301, { updates: [update(300, { status: 'resolved', body })] });
    expect(matchOf(episode(0, 60), posted)).toMatchObject({ overlapMs: 40 * MINUTE, leadMs: 300 * MINUTE });
    expect(matchOf(episode(0, 60), incident(300, 301))).toBeNull();
  });

  it('is not swallowed by an entry that stays open for weeks', () => {
    const standing = incident(0, 450 * 60, { name: 'A model is suspended' });
    const later = at(451 * 60);
    expect(matchOf(episode(20 * 60, 21 * 60), standing, later)).toBeNull();
    expect(matchOf(episode(200 * 60, 201 * 60), standing, later)).toBeNull();
    expect(matchOf(episode(60, 120), standing, later)).not.toBeNull();
  });
});

describe('matchAll', () => {
  it('gives each its state, and what it goes with, the best first', () => {
    const weak = incident(50, 70, { id: 'weak' });
    const strong = incident(12, 70, { id: 'strong' });
    const elsewhere = incident(5000, 5050, { id: 'elsewhere' });
    const aside = incident(20, 30, { id: 'aside', components: [CONSOLE] });
    const result = matchAll([episode(0, 60), episode(3000, 3040)], [weak, strong, elsewhere, aside], CHOICE, NOW);
    expect(result.episodes).toMatchObject([
      {
        state: 'confirmed',
        unacknowledgedMs: 12 * MINUTE,
        matches: [{ incidentId: 'strong' }, { incidentId: 'weak' }],
      },
      { state: 'unacknowledged', unacknowledgedMs: 40 * MINUTE, matches: [] },
    ]);
    expect(result.incidents.map(({ state, counts }) => [state, counts])).toEqual([
      ['confirmed', true],
      ['confirmed', true],
      ['no_local_impact', true],
      ['no_local_impact', false],
    ]);
    expect(result.incidents[1]?.matches).toMatchObject([{ episodeStartMs: at(0) }]);
  });

  it('puts the incident that names the model before a longer one', () => {
    const models = ['claude-opus-4-5'];
    const longer = incident(0, 60, { id: 'longer' });
    const named = incident(50, 60, { id: 'named', name: 'Opus 4.5 errors' });
    const { episodes } = matchAll([episode(0, 60, { models })], [longer, named], CHOICE, NOW);
    expect(episodes[0]?.matches.map(({ incidentId }) => incidentId)).toEqual(['named', 'longer']);
  });

  it('counts the minutes of silence: until the post, the end, or now', () => {
    const silence = (one: ReturnType<typeof episode>, posts: ReturnType<typeof incident>[], now: number) =>
      (matchAll([one], posts, CHOICE, at(now)).episodes[0]?.unacknowledgedMs ?? -1) / MINUTE;
    expect(silence(episode(0, null), [], 31)).toBe(31);
    expect(silence(episode(0, null), [incident(10, null)], 31)).toBe(10);
    expect(silence(episode(0, 20), [], 500)).toBe(20);
    expect(silence(episode(0, 20), [incident(60, 61)], 500)).toBe(20);
    expect(silence(episode(30, 50), [incident(10, 60)], 500)).toBe(0);
  });

  it('turns from unacknowledged to confirmed when the page posts', () => {
    const states = [5, 9, 10, 20].map(
      (now) => matchAll([episode(0, null)], [incident(10, null)], CHOICE, at(now)).episodes[0]?.state,
    );
    expect(states).toEqual(['unacknowledged', 'unacknowledged', 'confirmed', 'confirmed']);
  });

  it('has nothing for nothing', () => {
    expect(matchAll([], [], CHOICE, NOW)).toEqual({ episodes: [], incidents: [] });
  });
});
