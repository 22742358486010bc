import { describe, expect, it } from 'vitest';
import { componentPeriods } from '../../../lib/status/component-periods.ts';
import { incident, update } from '../insight/incidents.ts';
import { at } from '../insight/minutes.ts';

const seen = (componentId: string, minute: number, status: string) => ({
  page: 'p',
  componentId,
  atMs: at(minute),
  status,
});
const told = (minute: number, id: string, newStatus: string | null) =>
  incident(minute, null, { updates: [update(minute, { components: [{ id, name: id, oldStatus: null, newStatus }] })] });
const range = { fromMs: at(0), toMs: at(100) };
const short = (periods: ReturnType<typeof componentPeriods>) =>
  periods.map(({ componentId, fromMs, toMs, status, source }) => [
    componentId,
    (fromMs - at(0)) / 60_000,
    (toMs - at(0)) / 60_000,
    status,
    source,
  ]);

describe('componentPeriods', () => {
  it('goes from status to status, to the end of the range', () => {
    expect(
      short(componentPeriods([seen('a', -50, 'ok'), seen('a', 30, 'bad'), seen('b', 90, 'ok')], [], range)),
    ).toEqual([
      ['a', 0, 30, 'ok', 'seen'],
      ['a', 30, 100, 'bad', 'seen'],
      ['b', 90, 100, 'ok', 'seen'],
    ]);
  });

  it('knows the time before the first look from what the page told', () => {
    const incidents = [
      told(10, 'a', 'bad'),
      told(20, 'a', 'bad'),
      told(30, 'a', 'ok'),
      told(60, 'a', 'worse'),
      told(15, 'b', null),
    ];
    expect(short(componentPeriods([seen('a', 50, 'ok')], incidents, range))).toEqual([
      ['a', 10, 30, 'bad', 'told'],
      ['a', 30, 50, 'ok', 'told'],
      ['a', 50, 100, 'ok', 'seen'],
    ]);
  });

  it('leaves out what lies outside', () => {
    expect(componentPeriods([seen('a', 100, 'ok')], [told(100, 'b', 'bad')], range)).toEqual([]);
    expect(componentPeriods([], [], range)).toEqual([]);
  });
});
