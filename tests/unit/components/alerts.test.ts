import { describe, expect, it } from 'vitest';
import { newsOf, standingOf } from '../../../components/alerts/browser-news.ts';
import { draftOf, errorOf, inputOf, newDraft } from '../../../components/alerts/destination-drafts.ts';
import { EVENT_OPTIONS, eventLabel } from '../../../components/alerts/event-words.ts';
import { ALERT_EVENTS } from '../../../lib/api/alert-shapes.ts';
import type { LimitOutlookJson, LimitsAnswer } from '../../../lib/api/present-shapes.ts';
import { aVerdict } from './incident-samples.ts';

const well = aVerdict({ state: 'ok', evidence: { ...aVerdict().evidence, episodeId: null } });
const limits = (state: LimitOutlookJson['state']): LimitsAnswer => ({
  from: 0,
  to: 1,
  attempts: 1,
  total: 1,
  sampled: false,
  limits: [
    {
      provider: 'anthropic',
      account: 'a',
      model: null,
      name: 'input_tokens',
      state,
      limit: 100,
      remaining: 5,
      resetAt: null,
      used: 0.95,
      readAt: 0,
      exhaustAt: null,
      samples: [],
    },
  ],
});
const events = (before: ReturnType<typeof standingOf> | null, now: ReturnType<typeof standingOf>) =>
  newsOf(before, now, aVerdict()).map(({ event }) => event);

describe('what a browser tells', () => {
  it('says nothing of what went on when the page was opened', () => {
    expect(events(null, standingOf(aVerdict(), limits('used_up')))).toEqual([]);
  });

  it('tells the beginning and the end of an episode once each', () => {
    const [calm, trouble] = [standingOf(well, undefined), standingOf(aVerdict(), undefined)];
    expect(events(calm, trouble)).toEqual(['episode_began']);
    expect(events(trouble, trouble)).toEqual([]);
    expect(events(trouble, calm)).toEqual(['episode_ended']);
  });

  it('tells when it is time to write to support, also in the midst of an episode', () => {
    const late = standingOf(aVerdict({ state: 'overloaded_write_support' }), undefined);
    expect(events(standingOf(aVerdict(), undefined), late)).toEqual(['write_support']);
  });

  it('tells of money even where it is not the worst', () => {
    const broke = standingOf(aVerdict({ also: ['spend_limited'] }), undefined);
    expect(events(standingOf(aVerdict(), undefined), broke)).toEqual(['spend_limit_hit']);
  });

  it('tells of each limit that fills up', () => {
    const [before, after] = [standingOf(well, limits('ok')), standingOf(well, limits('nearly'))];
    const [news] = newsOf(before, after, well);
    expect(news).toMatchObject({
      event: 'limit_nearly_used',
      text: 'anthropic: the limit of input tokens is nearly used up.',
    });
    expect(events(after, after)).toEqual([]);
  });

  it('gives the same news the same tag, so that of many tabs one speaks', () => {
    const [calm, trouble] = [standingOf(well, undefined), standingOf(aVerdict(), undefined)];
    expect(newsOf(calm, trouble, aVerdict())).toEqual(newsOf(calm, trouble, aVerdict()));
  });
});

describe('destinations', () => {
  const saved = {
    id: 'd1',
    name: 'On call',
    kind: 'slack',
    maskedUrl: 'https://hooks.slack.com/…k3Qx',
    events: ['episode_began'],
    enabled: true,
  } as const;

  it('sends an address only where one was typed: it never comes back from the server', () => {
    const draft = draftOf({ ...saved, events: [...saved.events] });
    expect(inputOf([draft]).destinations[0]).not.toHaveProperty('url');
    expect(inputOf([{ ...draft, url: ' https://x.example/hook ' }]).destinations[0]?.url).toBe(
      'https://x.example/hook',
    );
  });

  it('sends new ones without an id, and of all events', () => {
    const [input] = inputOf([{ ...newDraft('new 1'), name: ' Ops ' }]).destinations;
    expect(input).toEqual({ name: 'Ops', kind: 'webhook', events: [...ALERT_EVENTS], enabled: true });
  });

  it('finds the server’s sentence for a field of a row', () => {
    const fields = [
      { field: 'destinations[1].url', value: null, allowed: 'an address', message: 'the url is wrong' },
      { field: 'destinations[1].events[0]', value: null, allowed: 'an event', message: 'the event is wrong' },
    ];
    expect(errorOf(fields, 1, 'url')).toBe('the url is wrong');
    expect(errorOf(fields, 1, 'events')).toBe('the event is wrong');
    expect(errorOf(fields, 0, 'url')).toBeUndefined();
    expect(errorOf(fields, 1, 'name')).toBeUndefined();
  });

  it('has words for every event', () => {
    expect(EVENT_OPTIONS.map(({ value }) => value)).toEqual([...ALERT_EVENTS]);
    for (const event of [...ALERT_EVENTS, 'test'] as const) expect(eventLabel(event)).not.toBe('');
  });
});
