import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { SseReader } from '../../../lib/outcome/sse-reader.ts';
import { anyCuts, bytes, pieces } from './pieces.ts';

type Event = [name: string | null, data: string];

function readAll(text: string | Uint8Array, cuts: readonly number[] = []): Event[] {
  const events: Event[] = [];
  let data: number[] = [];
  const reader = new SseReader({
    data: (_name, chunk, from, to) => {
      for (let i = from; i < to; i++) data.push(chunk[i] as number);
    },
    end: (name) => {
      // The one space that may follow the colon is white space to whoever reads JSON: the reader leaves it.
      events.push([name, new TextDecoder().decode(new Uint8Array(data)).replaceAll(/^ /gm, '')]);
      data = [];
    },
  });
  for (const piece of pieces(typeof text === 'string' ? bytes(text) : text, cuts)) reader.write(piece);
  reader.end();
  return events;
}

describe('SseReader', () => {
  test.each<[string, string, Event[]]>([
    ['an event', 'event: x\ndata: 1\n\n', [['x', '1']]],
    ['an event without a name', 'data: 1\n\n', [[null, '1']]],
    ['the name behind the data', 'data: 1\nevent: x\n\n', [['x', '1']]],
    ['the last of two names', 'event: x\nevent: y\ndata: 1\n\n', [['y', '1']]],
    [
      'names that do not carry over',
      'event: x\ndata: 1\n\ndata: 2\n\n',
      [
        ['x', '1'],
        [null, '2'],
      ],
    ],
    [
      'names that begin alike',
      'event: ping\ndata: 1\n\nevent: pin\ndata: 2\n\nevent: ping\ndata: 3\n\n',
      [
        ['ping', '1'],
        ['pin', '2'],
        ['ping', '3'],
      ],
    ],
    ['several data lines', 'data: 1\ndata: 2\n\n', [[null, '1\n2']]],
    [
      'CR',
      'event: x\rdata: 1\r\rdata: 2\r\r',
      [
        ['x', '1'],
        [null, '2'],
      ],
    ],
    [
      'CRLF',
      'event: x\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n',
      [
        ['x', '1'],
        [null, '2'],
      ],
    ],
    [
      'a mixture of line ends',
      'event: x\rdata: 1\n\rdata: 2\r\n\n',
      [
        ['x', '1'],
        [null, '2'],
      ],
    ],
    ['comments', ': hello\n:\ndata: 1\n: there\n\n: bye\n\n', [[null, '1']]],
    ['a byte order mark', '\uFEFFevent: x\ndata: 1\n\n', [['x', '1']]],
    ['a byte order mark before a comment', '\uFEFF:\ndata: 1\n\n', [[null, '1']]],
    ['no space after the colon', 'event:x\ndata:1\n\n', [['x', '1']]],
    ['fields nobody knows', 'id: 7\nretry: 5\ndatax: 9\nevent2: y\nfoo\ndata: 1\n\n', [[null, '1']]],
    ['field names in capitals, which are others', 'Data: 9\nEVENT: y\ndata: 1\n\n', [[null, '1']]],
    ['indented fields, which are others', ' data: 9\ndata: 1\n\n', [[null, '1']]],
    ['an event without data, which is none', 'event: x\n\n', []],
    ['blank lines', '\n\n\r\n\ndata: 1\n\n\n\n', [[null, '1']]],
    ['empty data', 'data:\n\n', [[null, '']]],
    ['an empty name', 'event:\ndata: 1\n\n', [[null, '1']]],
    ['a last event without its blank line', 'event: x\ndata: 1\n', [['x', '1']]],
    ['a last line without its end', 'event: x\ndata: 1', [['x', '1']]],
    ['nothing', '', []],
  ])('reads %s', (_name, text, expected) => {
    expect(readAll(text)).toEqual(expected);
    const everywhere = Array.from({ length: text.length * 3 }, (_, i) => i);
    expect(readAll(text, everywhere)).toEqual(expected);
  });

  it('cuts names at 64 bytes', () => {
    expect(readAll(`event:${'n'.repeat(1000)}\ndata: 1\n\n`)).toEqual([['n'.repeat(64), '1']]);
  });

  it('passes on UTF-8 as it is, wherever it is split', () => {
    const text = 'event: x\ndata: {"t":"日本語 🌊 ü"}\n\n';
    for (let cut = 0; cut < bytes(text).length; cut++)
      expect(readAll(text, [cut])).toEqual([['x', '{"t":"日本語 🌊 ü"}']]);
  });

  it('reads on behind a line of 10 MB, data or other', () => {
    const long = 'y'.repeat(10_000_000);
    const sizes: Record<string, number> = {};
    const reader = new SseReader({
      data: (name, _chunk, from, to) => {
        sizes[name ?? ''] = (sizes[name ?? ''] ?? 0) + to - from;
      },
      end: () => {},
    });
    const whole = bytes(`event: a\ndata: ${long}\n\n: ${long}\nevent: b\ndata: 1\n\n`);
    for (let from = 0; from < whole.length; from += 16_384) reader.write(whole.subarray(from, from + 16_384));
    expect(sizes).toEqual({ a: 10_000_001, b: 2 });
  });

  it('reads the same in any pieces, and never throws', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'event: a',
        'event: bb',
        'data: 1',
        'data: {"x":2}',
        'data',
        'event',
        'dat',
        ':',
        'id: 1',
        '',
        'dataa: 1',
      ),
      fc.string(),
    );
    const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n', '\n\n')), { maxLength: 20 });
    fc.assert(
      fc.property(stream, anyCuts, (lines, cuts) => {
        const text = lines.flat().join('');
        expect(readAll(text, cuts)).toEqual(readAll(text));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), anyCuts, (garbage, cuts) => {
        expect(readAll(garbage, cuts)).toEqual(readAll(garbage));
      }),
    );
  });
});
