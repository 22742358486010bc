import { describe, expect, it } from 'vitest';
import { agreementFigures } from '../../../components/incidents/agreement-words.ts';
import { callsHref, episodeHref, incidentHref } from '../../../components/incidents/links.ts';
import {
  episodeCounts,
  episodeState,
  episodeTitle,
  incidentState,
  leadWords,
} from '../../../components/incidents/match-words.ts';
import { storiesOf } from '../../../components/incidents/stories.ts';
import { reportWindow } from '../../../components/incidents/window.ts';
import type { AgreementJson } from '../../../lib/api/incident-shapes.ts';
import { anEpisode, anIncident, HOUR, MINUTE, START } from './incident-samples.ts';

describe('how ours and theirs go together, in words', () => {
  it.each([
    [10 * MINUTE, 'seen 10 min before the post'],
    [-3 * MINUTE, 'posted 3 min before it showed here'],
    [59_999, 'seen as the page posted it'],
    [-59_999, 'seen as the page posted it'],
  ])('%i ms', (leadMs, words) => expect(leadWords(leadMs)).toBe(words));

  it('says how long the page has been silent', () => {
    const silent = { state: 'unacknowledged', lead: null, unacknowledgedMs: 32 * MINUTE } as const;
    expect(episodeState(anEpisode({ ...silent, endedAt: null }))).toEqual({
      label: 'Unacknowledged',
      hint: 'for 32 min so far',
    });
    expect(episodeState(anEpisode(silent)).hint).toBe('all 32 min of it');
  });

  it('tells an incident without local impact from one that is none of ours', () => {
    const unfelt = { state: 'no_local_impact', lead: null } as const;
    expect(incidentState(anIncident(unfelt)).label).toBe('No local impact');
    expect(incidentState(anIncident({ ...unfelt, counts: false })).label).toBe('Does not concern you');
    expect(incidentState(anIncident()).label).toBe('Confirmed');
  });

  it('names the models of an episode only where it does not show in the whole', () => {
    const models = ['claude-opus-5'];
    expect(episodeTitle(anEpisode({ models }))).toBe('Overload of 40 min, 45% of calls failed at first');
    expect(episodeTitle(anEpisode({ models, general: false, endedAt: null }))).toBe(
      'Overload of claude-opus-5 for 40 min so far, 45% of calls failed at first',
    );
    expect(episodeTitle(anEpisode({ models: ['a', 'b'], general: false }))).toContain('of 2 models');
  });

  it('never calls a usual rate below one call nothing but none', () => {
    expect(episodeCounts(anEpisode())).toBe('90 of 200 first attempts failed; usual would be none');
    expect(episodeCounts(anEpisode({ expected: 3.6 }))).toContain('usual would be 4');
  });
});

describe('agreementFigures', () => {
  const agreement: AgreementJson = {
    from: 0,
    to: 1,
    provider: 'anthropic',
    page: 'anthropic',
    episodes: 4,
    confirmed: 3,
    confirmedShare: 0.75,
    lead: { p25Ms: 5 * MINUTE, medianMs: 24 * MINUTE, p75Ms: 40 * MINUTE },
    pageFirst: 1,
    postedAfterEnd: 2,
    incidents: 5,
    felt: 3,
    chanceShare: 0.12,
    lift: 6.25,
    pValue: 0.005,
  };
  const values = (from: AgreementJson | null) => agreementFigures(from).map(({ value, sub }) => [value, sub]);

  it('says how often, how late, and how far above chance', () => {
    expect(values(agreement)).toEqual([
      ['4', '1 not acknowledged'],
      ['75%', '3 of 4 episodes'],
      ['24 min later', 'the page was first 1 time, 2 only when it was over'],
      ['6.3×', 'chance alone: 12%, p = 0.005'],
      ['3 of 5', '2 without local impact'],
    ]);
  });

  it('has the same figures when there is nothing to say', () => {
    const empty = { ...agreement, lead: null, chanceShare: null, lift: null, pValue: null, confirmedShare: null };
    expect(values(empty)[2]).toEqual(['—', 'no post to compare with']);
    expect(values(empty)[3]).toEqual(['—', 'nothing to compare']);
    expect(values(null).map(([value]) => value)).toEqual(['—', '—', '—', '—', '—']);
  });

  it('says when the page was first', () => {
    const early = {
      ...agreement,
      lead: { p25Ms: 0, medianMs: -4 * MINUTE, p75Ms: 0 },
      postedAfterEnd: 0,
      pageFirst: 0,
    };
    expect(values(early)[2]).toEqual(['4 min earlier', 'the page was never first']);
  });
});

describe('storiesOf', () => {
  const episode = anEpisode();
  const later = anIncident();
  const same = anIncident({ id: 'anthropic:inc2', postedAt: START });

  it('lists both, the newest first, ours before theirs of the same moment', () => {
    expect(storiesOf([episode], [same, later], 'all').map(({ id }) => id)).toEqual([later.id, episode.id, same.id]);
  });

  it('lists one kind alone', () => {
    expect(storiesOf([episode], [later], 'episodes').map(({ kind }) => kind)).toEqual(['episode']);
    expect(storiesOf([episode], [later], 'incidents').map(({ kind }) => kind)).toEqual(['incident']);
  });
});

describe('links', () => {
  it('keep ids whole and open a range around', () => {
    expect(incidentHref('anthropic:a/b?c')).toBe('/incidents/anthropic%3Aa%2Fb%3Fc');
    const open = new URL(episodeHref(anEpisode()), 'http://x').searchParams;
    expect(Object.fromEntries(open)).toEqual({
      from: String(START - 2 * HOUR),
      to: String(START + 40 * MINUTE + 2 * HOUR),
      open: `anthropic:${START}`,
    });
    expect(episodeHref(anEpisode({ endedAt: null }))).toContain('to=now');
    expect(callsHref({ from: 1, to: 2 }, { outcome: ['overloaded'] })).toBe('/calls?from=1&to=2&outcome=overloaded');
  });
});

describe('reportWindow', () => {
  it('reaches from the first sign to the last', () => {
    const answer = { incident: anIncident(), episodes: [anEpisode()], window: { from: 0, to: START + 5 * HOUR } };
    expect(reportWindow(answer)).toEqual({ from: START, to: START + 40 * MINUTE });
    expect(reportWindow({ ...answer, episodes: [anEpisode({ endedAt: null })] }).to).toBe(START + 5 * HOUR);
    expect(reportWindow({ ...answer, episodes: [] }).from).toBe(START + 10 * MINUTE);
  });
});
