import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchive, readFeed, readSingle } from '../../../lib/status/archive.ts';
import { monthTimes } from '../../../lib/status/month-time.ts';
import { BASE, NOW, wire } from './wire-samples.ts';

const iso = (ms: number | null | undefined): string | null =>
  ms == null ? null : new Date(ms).toISOString().slice(0, 16);

describe('monthTimes', () => {
  it.each([
    ['Oct 7, 21:23 UTC', '2026-10-07T21:23', null],
    ['Oct  7, 01:03 - 03:10 UTC', '2026-10-07T01:03', '2026-10-07T03:10'],
    ['Oct 7, 21:23 - Oct 8, 01:00 UTC', '2026-10-07T21:23', '2026-10-08T01:00'],
    ['October 7, 21:23 - November 8, 01:00 UTC', '2026-10-07T21:23', '2026-11-08T01:00'],
    ['Dec 31, 23:00 - Jan 1, 01:00 UTC', '2026-12-31T23:00', '2027-01-01T01:00'],
    ['Foo 7, 21:23 UTC', null, null],
    ['Oct 32, 21:23 UTC', null, null],
    ['Oct 7, 24:23 UTC', null, null],
    ['Oct 7', null, null],
  ])('%s', (text, from, to) => {
    const times = monthTimes(text, 2026);
    expect(iso(times?.fromMs)).toBe(from);
    expect(iso(times?.toMs)).toBe(to);
  });
});

describe('readArchive', () => {
  const entry = (over = {}) => ({
    code: 'abc',
    name: 'Errors &amp; more',
    message: '<b>Resolved.</b>',
    impact: 'minor',
    timestamp:
      "Feb <var data-var='date'> 7</var>, <var data-var='time'>21:23</var> - <var data-var='time'>23:10</var> UTC",
    ...over,
  });
  const read = (...incidents: unknown[]) =>
    readArchive(JSON.stringify({ months: [{ name: 'February', year: 2026, incidents }] }), BASE, NOW);

  it('outlines each incident', () => {
    const [one] = read(entry()) ?? [];
    expect(one?.id).toBe('abc');
    expect(one?.outline).toMatchObject({
      name: 'Errors & more',
      status: 'resolved',
      impact: 'minor',
      url: `${BASE}/incidents/abc`,
    });
    expect(iso(one?.outline.createdMs)).toBe('2026-02-07T21:23');
    expect(iso(one?.outline.resolvedMs)).toBe('2026-02-07T23:10');
    expect(one?.outline.updates.map(({ status, body }) => [status, body])).toEqual([
      ['investigating', ''],
      ['resolved', 'Resolved.'],
    ]);
  });

  it('takes one without a time that can be read, or without an end', () => {
    expect(iso(read(entry({ timestamp: null }))?.[0]?.outline.createdMs)).toBe('2026-01-01T00:00');
    expect(iso(read(entry({ timestamp: 'Feb 7, 21:23 UTC' }))?.[0]?.outline.resolvedMs)).toBe('2026-02-07T21:23');
    expect(read(entry({ timestamp: 'Dec 7, 21:23 UTC' }))?.[0]?.outline.createdMs).toBeLessThan(NOW);
  });

  it('leaves out what has no code, and says when it is no archive', () => {
    expect(read(entry({ code: null }), 5, entry())).toHaveLength(1);
    expect(readArchive('{"months":[]}', BASE, NOW)).toEqual([]);
    for (const text of ['', '<html>', '[]', '3', 'null']) expect(readArchive(text, BASE, NOW)).toBeNull();
  });
});

describe('readSingle', () => {
  it('reads an incident, and nothing else', () => {
    expect(readSingle(JSON.stringify(wire()), BASE, NOW)?.id).toBe('abc123');
    expect(readSingle(JSON.stringify({ incident: wire() }), BASE, NOW)?.id).toBe('abc123');
    for (const text of ['', '<html>', '{}', '[]', 'null']) expect(readSingle(text, BASE, NOW)).toBeNull();
  });
});

describe('readFeed', { timeout: 30_000 }, () => {
  const content = (html: string) => html.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const feed = (body: string, over: { updated?: string; href?: string } = {}) => `<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title><entry>
<updated>${over.updated ?? '2026-01-01T02:30:00Z'}</updated>
<link rel="alternate" href="${over.href ?? 'https://status.example/incidents/abc123'}"/>
<title>Errors &amp;amp; more</title><content type="html">${content(body)}</content></entry></feed>`;
  const step = (when: string, word: string, body: string) =>
    `<p><small>${when} UTC</small><br><strong>${word}</strong> - ${body}</p>`;
  const day = (month: string, date: number, time: string) =>
    `${month} <var data-var='date'> ${date}</var>, <var data-var='time'>${time}</var>`;

  it('tells an incident’s posts, over the turn of a year', () => {
    const xml = feed(
      step(day('Jan', 1, '02:30'), 'Resolved', 'All is well - really.') +
        step(day('Dec', 31, '23:00'), 'In progress', 'First line<br>second'),
    );
    const [one] = readFeed(xml, BASE, NOW) ?? [];
    expect(one?.outline).toMatchObject({
      id: 'abc123',
      name: 'Errors & more',
      status: 'resolved',
      impact: 'unknown',
    });
    expect(one?.outline.updates.map(({ status, body, createdMs }) => [status, body, iso(createdMs)])).toEqual([
      ['in_progress', 'First line\nsecond', '2025-12-31T23:00'],
      ['resolved', 'All is well - really.', '2026-01-01T02:30'],
    ]);
    expect(iso(one?.outline.createdMs)).toBe('2025-12-31T23:00');
    expect(iso(one?.outline.resolvedMs)).toBe('2026-01-01T02:30');
  });

  it('takes an entry whose text it does not understand', () => {
    expect(readFeed(feed('<p>Something</p>'), BASE, NOW)?.[0]?.outline).toMatchObject({
      updates: [],
      status: 'resolved',
    });
  });

  it('leaves out entries without a code or a time', () => {
    expect(readFeed(feed('', { href: 'https://status.example/' }), BASE, NOW)).toEqual([]);
    expect(readFeed(feed('', { updated: 'never' }), BASE, NOW)).toEqual([]);
    expect(readFeed(feed('', { updated: '2999-01-01T00:00:00Z' }), BASE, NOW)).toEqual([]);
  });

  it('says when it is no feed, and takes any text in short time', () => {
    expect(readFeed('<html></html>', BASE, NOW)).toBeNull();
    expect(readFeed(`<feed>${'<entry>'.repeat(50_000)}`, BASE, NOW)).toEqual([]);
    fc.assert(fc.property(fc.string(), (any) => void readFeed(`<feed><entry>${any}</entry></feed>`, BASE, NOW)));
  });
});
