import { describe, expect, it } from 'vitest';
import type { ComponentRecord } from '../../../db/status-store.ts';
import type { Incident } from '../../../lib/insight/incident.ts';
import { listedSince, mergeComponents, mergeIncidents, missingFrom } from '../../../lib/status/merge.ts';
import type { Posted } from '../../../lib/status/posted.ts';
import { at, NOW, posted } from './wire-samples.ts';

const update = (id: string, status: string, time: string, body = id) => ({
  id,
  status,
  body,
  created_at: `2026-03-10T${time}Z`,
});
const OPEN = {
  status: 'investigating',
  resolved_at: null,
  incident_updates: [update('u1', 'investigating', '10:00:00')],
};
const known = (one: Posted, over: Partial<Incident> = {}): Incident => ({
  ...one,
  page: 'anthropic',
  firstSeenMs: NOW - 5000,
  lastSeenMs: NOW - 5000,
  vanishedMs: null,
  ...over,
});
const merge = (before: Incident[], after: Posted[], nowMs = NOW) => mergeIncidents(before, after, 'anthropic', nowMs);
const events = (before: Incident, after: Posted) => merge([before], [after])[0]?.events;

describe('mergeIncidents', () => {
  it('takes in what is new', () => {
    expect(merge([], [posted()])).toEqual([
      {
        events: ['new'],
        incident: { ...posted(), page: 'anthropic', firstSeenMs: NOW, lastSeenMs: NOW, vanishedMs: null },
      },
    ]);
  });

  it('says nothing of what is the same', () => {
    expect(merge([known(posted())], [posted()])).toEqual([]);
    expect(merge([known(posted())], [])).toEqual([]);
  });

  it('follows an update, and the end', () => {
    const before = known(posted(OPEN));
    const more = {
      ...OPEN,
      status: 'monitoring',
      incident_updates: [update('u2', 'monitoring', '10:30:00'), ...OPEN.incident_updates],
    };
    expect(events(before, posted(more))).toEqual(['updated']);
    const closed = [update('u3', 'resolved', '11:00:00'), ...more.incident_updates];
    const end = posted({ ...OPEN, status: 'resolved', incident_updates: closed });
    const [news] = merge([known(posted(more))], [end]);
    expect(news?.events).toEqual(['updated', 'resolved']);
    expect(news?.incident).toMatchObject({ resolvedMs: at('11:00:00'), firstSeenMs: NOW - 5000, lastSeenMs: NOW });
    expect(news?.incident.updates.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3']);
  });

  it('marks an update whose words were changed, and remembers when', () => {
    const edited = posted({ ...OPEN, incident_updates: [update('u1', 'investigating', '10:00:00', 'other words')] });
    const [news] = merge([known(posted(OPEN))], [edited]);
    expect(news?.events).toEqual(['edited']);
    expect(news?.incident.updates[0]).toMatchObject({ body: 'other words', editedMs: NOW });
    const later = merge([news?.incident as Incident], [edited], NOW + 60_000);
    expect(later).toEqual([]);
    const more = {
      ...OPEN,
      incident_updates: [update('u2', 'update', '10:20:00'), update('u1', 'investigating', '10:00:00', 'other words')],
    };
    const [next] = merge([news?.incident as Incident], [posted(more)], NOW + 60_000);
    expect(next?.events).toEqual(['updated']);
    expect(next?.incident.updates[0]?.editedMs).toBe(NOW);
  });

  it('follows a new name, impact or start', () => {
    expect(events(known(posted()), posted({ name: 'Other' }))).toEqual(['edited']);
    expect(merge([known(posted())], [posted({ impact: 'minor' })])).toMatchObject([
      { events: [], incident: { impact: 'minor' } },
    ]);
    expect(merge([known(posted())], [posted({ started_at: '2026-03-10T09:00:00Z' })])).toHaveLength(1);
  });

  it('sees when one is opened again, even if it was closed again meanwhile', () => {
    const first = [update('u2', 'resolved', '10:30:00'), ...OPEN.incident_updates];
    const closed = known(posted({ ...OPEN, status: 'resolved', incident_updates: first }));
    const again = [update('u3', 'investigating', '10:40:00'), ...first];
    const [news] = merge([closed], [posted({ ...OPEN, incident_updates: again })]);
    expect(news?.events).toEqual(['updated', 'reopened']);
    expect(news?.incident).toMatchObject({ resolvedMs: null, reopenedMs: at('10:40:00') });

    const over = posted({
      ...OPEN,
      status: 'resolved',
      incident_updates: [update('u4', 'resolved', '10:50:00'), ...again],
    });
    expect(events(news?.incident as Incident, over)).toEqual(['updated', 'resolved']);
    expect(events(closed, over)).toEqual(['updated', 'reopened']);
  });

  it('sees one opened again without a word', () => {
    const closed = known(posted({ incident_updates: [] }));
    const [news] = merge([closed], [posted({ ...OPEN, incident_updates: [] })]);
    expect(news?.events).toEqual(['reopened']);
    expect(news?.incident.reopenedMs).toBe(NOW);
  });

  it('sees one come back that had been taken off', () => {
    const [news] = merge([known(posted(), { vanishedMs: NOW - 99 })], [posted()]);
    expect(news?.events).toEqual(['returned']);
    expect(news?.incident.vanishedMs).toBeNull();
  });
});

describe('what a listing ought to hold', () => {
  const one = (id: string, time: string) => posted({ id, created_at: `2026-03-10T${time}Z`, incident_updates: [] });
  const listing = [one('d', '11:00:00'), one('c', '10:00:00'), one('b', '09:00:00')];

  it('reaches back to its last entry', () => {
    expect(listedSince(listing)).toBe(at('09:00:00'));
    expect(listedSince([])).toBeNull();
  });

  it('is trusted only in its newer half when it is out of order', () => {
    const backdated = [one('d', '11:00:00'), one('x', '01:00:00'), one('c', '10:00:00'), one('b', '09:00:00')];
    expect(listedSince(backdated)).toBe(at('09:00:00'));
    expect(listedSince([...backdated, one('y', '02:00:00')])).toBe(at('09:00:00'));
  });

  it('misses what was created since and is not there', () => {
    const all = [...listing, one('gone', '10:30:00'), one('old', '08:00:00'), one('edge', '09:00:00')].map((each) =>
      known(each),
    );
    expect(missingFrom(listing, all).map(({ id }) => id)).toEqual(['gone']);
    expect(missingFrom([], all)).toEqual([]);
    expect(missingFrom(listing, [known(one('gone', '10:30:00'), { vanishedMs: 1 })])).toEqual([]);
    expect(missingFrom(listing, [known({ ...one('gone', '10:30:00'), kind: 'maintenance' })])).toEqual([]);
  });
});

describe('mergeComponents', () => {
  const component = (id: string, status: string, over: Partial<ComponentRecord> = {}): ComponentRecord => ({
    page: 'anthropic',
    id,
    name: id.toUpperCase(),
    status,
    position: 1,
    group: null,
    sinceMs: 100,
    firstSeenMs: 100,
    vanishedMs: null,
    ...over,
  });
  const shown = (id: string, status: string, over = {}) => ({
    id,
    name: id.toUpperCase(),
    status,
    position: 1,
    group: null,
    ...over,
  });
  const merged = (before: ComponentRecord[], after: ReturnType<typeof shown>[]) =>
    mergeComponents(before, after, 'anthropic', NOW);

  it('notes the first status, and every change', () => {
    expect(merged([], [shown('a', 'operational')])).toEqual({
      components: [component('a', 'operational', { sinceMs: NOW, firstSeenMs: NOW })],
      statuses: [{ page: 'anthropic', componentId: 'a', atMs: NOW, status: 'operational' }],
    });
    expect(merged([component('a', 'operational')], [shown('a', 'major_outage')])).toEqual({
      components: [component('a', 'major_outage', { sinceMs: NOW })],
      statuses: [{ page: 'anthropic', componentId: 'a', atMs: NOW, status: 'major_outage' }],
    });
  });

  it('says nothing of what is the same', () => {
    expect(merged([component('a', 'operational')], [shown('a', 'operational')])).toEqual({
      components: [],
      statuses: [],
    });
  });

  it('follows a new name or place without a new status', () => {
    const renamed = merged([component('a', 'operational')], [shown('a', 'operational', { name: 'New' })]);
    expect(renamed).toEqual({ components: [component('a', 'operational', { name: 'New' })], statuses: [] });
    const grouped = merged([component('a', 'operational')], [shown('a', 'operational', { group: 'APIs' })]);
    expect(grouped).toEqual({ components: [component('a', 'operational', { group: 'APIs' })], statuses: [] });
  });

  it('keeps what is gone, and takes it up when it comes back', () => {
    const gone = merged([component('a', 'x'), component('b', 'x')], [shown('b', 'x')]);
    expect(gone).toEqual({ components: [component('a', 'x', { vanishedMs: NOW })], statuses: [] });
    const back = merged([component('a', 'x', { vanishedMs: 5 })], [shown('a', 'x')]);
    expect(back.components).toEqual([component('a', 'x', { sinceMs: NOW })]);
    expect(back.statuses).toHaveLength(1);
  });

  it('does not believe a page without any component, nor one that shows the same twice', () => {
    expect(merged([component('a', 'x')], [])).toEqual({ components: [], statuses: [] });
    expect(merged([], [shown('a', 'x'), shown('a', 'y')]).components).toHaveLength(1);
  });
});
