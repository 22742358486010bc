import { describe, expect, it } from 'vitest';
import { activeSpans, concerns, isChosen, postedMs } from '../../../lib/insight/incident.ts';
import { API, CHOICE, CONSOLE, incident, update } from './incidents.ts';
import { at } from './minutes.ts';

describe('postedMs', () => {
  it('is when the first update was written, whatever start the page claims', () => {
    const late = incident(0, 90, { startedMs: at(0), createdMs: at(0), updates: [update(80), update(90)] });
    expect(postedMs(late)).toBe(at(80));
    expect(postedMs(incident(5, 10, { updates: [] }))).toBe(at(5));
  });
});

describe('activeSpans', () => {
  it('goes from start to end, or to now', () => {
    expect(activeSpans(incident(10, 60), at(500))).toEqual([{ fromMs: at(10), toMs: at(60) }]);
    expect(activeSpans(incident(10, null), at(500))).toEqual([{ fromMs: at(10), toMs: at(500) }]);
    expect(activeSpans(incident(10, null, { vanishedMs: at(100) }), at(500))).toEqual([
      { fromMs: at(10), toMs: at(100) },
    ]);
  });

  it('begins at the claimed start where that is earlier than the post', () => {
    const backdated = incident(40, 60, { startedMs: at(10) });
    expect(activeSpans(backdated, at(500))).toEqual([{ fromMs: at(10), toMs: at(60) }]);
  });

  it('never ends before it begins, however absurd the page', () => {
    const absurd = incident(40, 60, { resolvedMs: at(-9000) });
    expect(activeSpans(absurd, at(500))).toEqual([{ fromMs: at(40), toMs: at(40) }]);
  });

  it('of one that lasts for days, only the hours after each post count', () => {
    const days = 1440;
    const standing = incident(0, 19 * days, {
      updates: [update(0), update(5 * 60), update(7 * days), update(19 * days, { status: 'resolved' })],
    });
    expect(activeSpans(standing, at(30 * days))).toEqual([
      { fromMs: at(0), toMs: at(11 * 60) },
      { fromMs: at(7 * days), toMs: at(7 * days + 360) },
    ]);
  });
});

describe('concerns', () => {
  it.each([
    ['its component, by id', incident(0, 1, { components: [API] }), true],
    ['another component', incident(0, 1, { components: [CONSOLE] }), false],
    ['its component, by name, under another id', incident(0, 1, { components: [{ ...API, id: 'new' }] }), true],
    [
      'its component in an update only',
      incident(0, 1, {
        components: [],
        updates: [update(0, { components: [{ ...API, oldStatus: null, newStatus: null }] })],
      }),
      true,
    ],
    ['no component, but its name in the title', incident(0, 1, { components: [], name: 'claude api errors' }), true],
    ['no component, and no word of it', incident(0, 1, { components: [], name: 'claude apiary closed' }), false],
    ['no impact', incident(0, 1, { impact: 'none' }), false],
    ['maintenance', incident(0, 1, { kind: 'maintenance' }), false],
  ])('%s', (_, posted, expected) => {
    expect(concerns(posted, CHOICE)).toBe(expected);
  });

  it('takes any component where none is chosen', () => {
    const all = { ids: [], names: [] };
    expect(concerns(incident(0, 1, { components: [CONSOLE] }), all)).toBe(true);
    expect(concerns(incident(0, 1, { components: [] }), all)).toBe(true);
    expect(isChosen(CONSOLE, all)).toBe(true);
  });

  it('reads a name as whole words', () => {
    expect(isChosen({ id: 'x', name: 'Claude APIs' }, CHOICE)).toBe(false);
    expect(isChosen({ id: 'x', name: 'CLAUDE API' }, CHOICE)).toBe(true);
    expect(isChosen({ id: 'x', name: 'The Claude API' }, CHOICE)).toBe(false);
    expect(isChosen({ id: 'x', name: 'anything' }, { ids: [], names: [''] })).toBe(false);
  });
});
