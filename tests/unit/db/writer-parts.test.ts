import { describe, expect, test } from 'vitest';
import type { OpenAttempt } from '../../../db/store.ts';
import { OpenNotes } from '../../../db/writer/open-notes.ts';
import { type Entry, RecordQueue } from '../../../db/writer/record-queue.ts';
import { anAttempt } from '../../support/attempts.ts';

function entry(name: string, attempts = 1, bytes = 10): Entry {
  return {
    attempts: Array.from({ length: attempts }, (_, i) => anAttempt({ callId: `${name}${i}` })),
    durability: 'process',
    bytes,
    deaths: 0,
    resolve: () => {},
    reject: () => {},
  };
}

const EVERYTHING = { attempts: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

describe('RecordQueue', () => {
  test('gives out in order what fits, but always at least one entry', () => {
    const queue = new RecordQueue(EVERYTHING);
    const [a, b, c] = [entry('a', 5), entry('b', 1), entry('c', 1)];
    for (const one of [a, b, c]) queue.add(one);
    expect(queue.take({ attempts: 2, bytes: 1_000 })).toEqual([a]);
    expect(queue.take({ attempts: 10, bytes: 15 })).toEqual([b]);
    expect(queue).toMatchObject({ attempts: 1, bytes: 10, isEmpty: false });
    expect(queue.take(EVERYTHING)).toEqual([c]);
    expect(queue).toMatchObject({ attempts: 0, bytes: 0, isEmpty: true });
  });

  test('what is put back comes first again', () => {
    const queue = new RecordQueue(EVERYTHING);
    const all = ['a', 'b', 'c', 'd'].map((name) => entry(name));
    for (const one of all) queue.add(one);
    queue.putBack(queue.take({ attempts: 2, bytes: 1_000 }));
    expect(queue.attempts).toBe(4);
    expect(queue.take(EVERYTHING)).toEqual(all);
  });

  test.each([
    ['attempts', { attempts: 3, bytes: 1_000 }],
    ['bytes', { attempts: 1_000, bytes: 30 }],
  ])('over its limit of %s it gives up the oldest', (_, limits) => {
    const queue = new RecordQueue(limits);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => entry(name));
    for (const one of all) queue.add(one);
    expect(queue.takeExcess()).toEqual(all.slice(0, 2));
    expect(queue.takeExcess()).toEqual([]);
    expect(queue.take(EVERYTHING)).toEqual(all.slice(2));
  });

  test('the newest entry stays, even if it alone is over the limit', () => {
    const queue = new RecordQueue({ attempts: 3, bytes: 30 });
    queue.add(entry('a'));
    const large = entry('large', 100, 10_000);
    queue.add(large);
    expect(queue.takeExcess()).toHaveLength(1);
    expect(queue.take(EVERYTHING)).toEqual([large]);
  });

  test('stays in order over tens of thousands of entries', () => {
    const queue = new RecordQueue(EVERYTHING);
    const all = Array.from({ length: 25_000 }, (_, i) => entry(`${i}-`));
    for (const one of all) queue.add(one);
    const taken: Entry[] = [];
    while (!queue.isEmpty) taken.push(...queue.take({ attempts: 7, bytes: 1_000 }));
    expect(taken.length).toBe(all.length);
    expect(taken.every((one, i) => one === all[i])).toBe(true);
  });
});

describe('OpenNotes', () => {
  const open = (callId: string): OpenAttempt => ({
    callId,
    n: 1,
    startedAtMs: 0,
    provider: 'p',
    endpoint: '/',
    model: null,
    stream: false,
    app: null,
    client: null,
    processId: 'process',
  });
  const due = (notes: OpenNotes) => notes.takeDue().map((note) => note.callId);

  test('hands out once what has been open for long enough', () => {
    const notes = new OpenNotes(100);
    notes.begin(open('a'), 0);
    notes.begin(open('b'), 50);
    notes.age(99);
    expect(due(notes)).toEqual([]);
    notes.age(100);
    expect(notes.hasDue).toBe(true);
    expect(due(notes)).toEqual(['a']);
    expect(due(notes)).toEqual([]);
    notes.age(150);
    expect(due(notes)).toEqual(['b']);
  });

  test('what ends early is never handed out', () => {
    const notes = new OpenNotes(100);
    notes.begin(open('a'), 0);
    notes.begin(open('b'), 0);
    notes.end('a', 1);
    notes.age(100);
    notes.end('b', 1);
    expect(due(notes)).toEqual([]);
    expect(notes.underWay).toBe(0);
  });

  test('what could not be written is due again, unless it has ended meanwhile', () => {
    const notes = new OpenNotes(0);
    notes.begin(open('a'), 0);
    notes.begin(open('b'), 0);
    notes.age(0);
    const taken = notes.takeDue();
    notes.end('a', 1);
    notes.putBack(taken);
    expect(due(notes)).toEqual(['b']);
  });

  test('has notes as long as one may lie on disk', () => {
    const notes = new OpenNotes(0);
    notes.begin(open('a'), 0);
    expect(notes.hasNotes).toBe(false);
    notes.age(0);
    notes.takeDue();
    expect(notes.hasNotes).toBe(true);
    notes.end('a', 1);
    expect(notes).toMatchObject({ hasNotes: false, underWay: 0 });
  });
});
