import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wirePage, wireSingle } from '../../../lib/status/wire.ts';
import { at, BASE, NOW, page, posted, wire, without } from './wire-samples.ts';

describe('an incident of Statuspage', () => {
  it('is read whole, its updates oldest first', () => {
    expect(posted()).toEqual({
      id: 'abc123',
      kind: 'incident',
      name: 'Elevated errors',
      status: 'resolved',
      impact: 'major',
      url: 'https://stspg.example/abc123',
      createdMs: at('10:00:00.500'),
      startedMs: at('10:00:00.400'),
      resolvedMs: at('11:00:00'),
      updatedMs: at('11:00:00.100'),
      components: [{ id: 'c1', name: 'API' }],
      reopenedMs: null,
      updates: [
        {
          id: 'u1',
          status: 'investigating',
          body: 'Looking.',
          createdMs: at('10:00:00.500'),
          displayMs: at('09:50:00'),
          editedMs: null,
          components: [{ id: 'c1', name: 'API', oldStatus: 'operational', newStatus: 'partial_outage' }],
        },
        {
          id: 'u2',
          status: 'resolved',
          body: 'Over.',
          createdMs: at('11:00:00'),
          displayMs: at('11:00:00'),
          editedMs: null,
          components: [],
        },
      ],
    });
  });

  it('keeps the page’s order where two updates have the same time', () => {
    const same = (id: string) => ({ id, status: 'update', body: id, created_at: '2026-03-10T10:00:00Z' });
    const ids = posted({ incident_updates: [same('c'), same('b'), same('a')] }).updates.map(({ id }) => id);
    expect(ids).toEqual(['a', 'b', 'c']);
  });
});

describe('an incident of incident.io', () => {
  const open = () =>
    without(wire({ status: 'monitoring' }), 'started_at', 'shortlink', 'components', 'resolved_at', 'incident_updates');

  it('is read without what this dialect leaves out', () => {
    const [one] = page({ incidents: [open()] }).incidents ?? [];
    expect(one).toMatchObject({
      startedMs: null,
      resolvedMs: null,
      components: [],
      updates: [],
      url: `${BASE}/incidents/abc123`,
    });
  });

  it('can go resolved, monitoring, resolved', () => {
    const update = (id: string, status: string, time: string) => ({
      id,
      status,
      body: '',
      created_at: `2026-03-10T${time}Z`,
    });
    const updates = [
      update('4', 'resolved', '10:50:00'),
      update('3', 'monitoring', '10:40:00'),
      update('2', 'resolved', '10:30:00'),
      update('1', 'investigating', '10:00:00'),
    ];
    const over = { resolved_at: undefined, incident_updates: updates };
    expect(posted(over)).toMatchObject({ resolvedMs: at('10:50:00'), reopenedMs: at('10:40:00') });
    const reopened = {
      ...over,
      status: 'monitoring',
      resolved_at: '2026-03-10T10:30:00Z',
      incident_updates: updates.slice(1),
    };
    expect(posted(reopened)).toMatchObject({ resolvedMs: null, reopenedMs: at('10:40:00') });
  });
});

describe('whether an incident is over', () => {
  it.each([
    ['resolved', '2026-03-10T11:30:00Z', at('11:30:00')],
    ['resolved', null, at('11:00:00')],
    ['postmortem', null, at('11:00:00')],
    ['completed', null, at('11:00:00')],
    ['investigating', '2026-03-10T11:30:00Z', null],
    ['verifying', null, null],
    ['a word of tomorrow', '2026-03-10T11:30:00Z', at('11:30:00')],
  ])('%s, end %s', (status, resolvedAt, expected) => {
    expect(posted({ status, resolved_at: resolvedAt }).resolvedMs).toBe(expected);
  });

  it('unknown words without any end go on', () => {
    expect(posted({ status: 'odd', resolved_at: null, incident_updates: [] }).resolvedMs).toBeNull();
  });
});

describe('what pages should not send', { timeout: 30_000 }, () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['no name', { name: null }, { name: 'abc123' }],
    ['a name of HTML', { name: '<b onclick=x>Errors</b> &amp; more' }, { name: 'Errors & more' }],
    ['a name of another type', { name: 17 }, { name: 'abc123' }],
    ['no status', { status: undefined }, { status: 'resolved' }],
    ['no impact', { impact: null }, { impact: 'unknown' }],
    ['an impact of tomorrow', { impact: 'Catastrophic ' }, { impact: 'catastrophic' }],
    ['a link that runs', { shortlink: 'javascript:alert(1)' }, { url: `${BASE}/incidents/abc123` }],
    ['a link with a password', { shortlink: 'https://a:b@x.example/' }, { url: `${BASE}/incidents/abc123` }],
    ['a link that is none', { shortlink: '//x' }, { url: `${BASE}/incidents/abc123` }],
    ['a start in the year 9999', { started_at: '9999-01-01T00:00:00Z' }, { startedMs: null }],
    ['a start in 1970', { started_at: '1970-01-01T00:00:00Z' }, { startedMs: null }],
    ['a start that is no time', { started_at: 'yesterday' }, { startedMs: null }],
    ['a start without end', { started_at: `2026${'0'.repeat(10_000)}` }, { startedMs: null }],
    ['a start in seconds', { started_at: at('10:00:00') / 1000 }, { startedMs: at('10:00:00') }],
    ['a start in milliseconds', { started_at: at('10:00:00') }, { startedMs: at('10:00:00') }],
    ['no times', { created_at: null, updated_at: null, incident_updates: [] }, { updatedMs: at('10:00:00.400') }],
    [
      'no times at all',
      { created_at: 0, started_at: {}, updated_at: [], incident_updates: {} },
      { createdMs: NOW, updatedMs: NOW },
    ],
    ['creation in the far future', { created_at: '2027-03-10T00:00:00Z' }, { createdMs: at('10:00:00.500') }],
    ['no updates', { incident_updates: null }, { updates: [] }],
    ['components of another type', { components: 'all' }, { components: [] }],
    [
      'a component without a name',
      { components: [{ id: 'c9' }, { name: 'no id' }, null] },
      { components: [{ id: 'c9', name: 'c9' }] },
    ],
  ])('%s', (_, over, expected) => {
    expect(posted(over)).toMatchObject(expected);
  });

  it('leaves out updates without an id, and second ones of the same', () => {
    const updates = [
      { id: 'x', body: '1' },
      { body: '2' },
      { id: 'x', body: '3' },
      { id: '../..', body: '4' },
      5,
      null,
    ];
    expect(posted({ incident_updates: updates }).updates.map(({ body }) => body)).toEqual(['1']);
  });

  it('cuts what is too long', () => {
    const long = posted({
      name: 'n'.repeat(5000),
      incident_updates: Array.from({ length: 2000 }, (_, i) => ({ id: `u${i}`, body: 'b'.repeat(30_000) })),
    });
    expect(long.name).toHaveLength(300);
    expect(long.updates).toHaveLength(500);
    expect(long.updates[0]?.body).toHaveLength(20_000);
  });

  it('leaves out incidents without a usable id', () => {
    const incidents = [wire({ id: '' }), wire({ id: 'a/../b' }), wire({ id: null }), wire({ id: 7 }), 'x', wire()];
    expect(page({ incidents }).incidents?.map(({ id }) => id)).toEqual(['7', 'abc123']);
  });

  it('never throws, whatever JSON comes', () => {
    const keys = fc.constantFrom(
      'page',
      'status',
      'components',
      'incidents',
      'scheduled_maintenances',
      'id',
      'name',
      'incident_updates',
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        tie('object'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
      object: fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
    })).value;
    fc.assert(
      fc.property(json, (any) => {
        const read = wirePage.safeParse(any);
        if (read.success) page(any);
        wireSingle.safeParse(any);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a page', () => {
  it('tells what it has and what it does not speak of', () => {
    expect(page({})).toEqual({ indicator: null, description: null, components: null, incidents: null });
    expect(page({ components: [], incidents: [] })).toMatchObject({ components: [], incidents: [] });
    expect(page({ incidents: 'none' }).incidents).toEqual([]);
    expect(page({ status: { indicator: 'MAJOR', description: '<i>Outage</i>' } })).toMatchObject({
      indicator: 'major',
      description: 'Outage',
    });
  });

  it('has components, each with the name of its group, but not the groups', () => {
    const components = [
      { id: 'g', name: 'Group', group: true, status: 'operational', position: 1 },
      { id: 'a', name: 'API', group: false, status: 'Partial_Outage', position: 4, group_id: 'g' },
      { id: 'c', name: 'Chat', group_id: 'a', position: 5 },
      { id: 'b', status: null, position: 'first' },
      { name: 'without id' },
    ];
    expect(page({ components }).components).toEqual([
      { id: 'a', name: 'API', status: 'partial_outage', position: 4, group: 'Group' },
      { id: 'c', name: 'Chat', status: 'unknown', position: 5, group: null },
      { id: 'b', name: 'b', status: 'unknown', position: 3, group: null },
    ]);
  });

  it('has maintenance, planned for a time to come', () => {
    const maintenance = wire({
      status: 'scheduled',
      impact: 'maintenance',
      scheduled_for: '2026-05-01T00:00:00Z',
      resolved_at: null,
    });
    expect(page({ scheduled_maintenances: [maintenance] }).incidents).toMatchObject([
      { kind: 'maintenance', startedMs: Date.parse('2026-05-01T00:00:00Z'), resolvedMs: null },
    ]);
  });

  it('takes an incident by itself, bare or wrapped', () => {
    expect(wireSingle.parse(wire()).id).toBe('abc123');
    expect(wireSingle.parse({ page: {}, incident: wire() }).id).toBe('abc123');
    expect(wireSingle.safeParse({ error: 'x' }).success).toBe(false);
  });
});
