import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compilePaths } from '../../../lib/outcome/json-paths.ts';
import { JsonScanner } from '../../../lib/outcome/json-scanner.ts';
import { anyCuts, anyText, bytes, pieces } from './pieces.ts';

const SPECS = [
  { path: 'a', maxBytes: 1_000_000 },
  { path: 'b.c' },
  { path: 'b' },
  { path: 'list.*.d.e' },
  { path: '*.a' },
  { path: 'big', maxBytes: 16 },
  { path: 'key with "quotes" and ü' },
];
const PATHS = compilePaths(SPECS, 'watched');

function scan(text: string | Uint8Array, cuts: readonly number[] = []): JsonScanner {
  const scanner = new JsonScanner({ paths: PATHS });
  for (const piece of pieces(typeof text === 'string' ? bytes(text) : text, cuts)) scanner.write(piece);
  return scanner;
}

function read(scanner: JsonScanner) {
  return {
    fields: Object.fromEntries(SPECS.map(({ path }, index) => [path, scanner.field(index).value])),
    filled: SPECS.map((_, index) => scanner.field(index).filled),
    watched: scanner.watchedKeySeen,
    kind: scanner.kind,
    complete: scanner.complete,
  };
}

const value = (text: string, path: string) => read(scan(text)).fields[path];

describe('JsonScanner', () => {
  test.each<[string, string, unknown]>([
    ['a string', '{"a":"x"}', 'x'],
    ['a number', '{"a":-1.5e3}', -1500],
    ['true', '{"a":true}', true],
    ['null', '{"a":null}', null],
    ['an object', '{"a":{"z":[1,{"y":"}"}]}}', { z: [1, { y: '}' }] }],
    ['an array', '{"a":[1,[2,"]"]]}', [1, [2, ']']]],
    ['white space all over', ' \n{ \t"a" \r\n: \n "x" } ', 'x'],
    ['after other values', '{"z":{"a":1},"y":[{"a":2}],"a":3,"x":{"a":4}}', 3],
    ['the last of two', '{"a":1,"a":"x"}', 'x'],
    ['the last of two, though it is null', '{"a":1,"a":null}', null],
    ['an escaped key', '{"\\u0061":7}', 7],
    ['escapes', '{"a":"\\u00fc\\n\\"\\\\"}', 'ü\n"\\'],
    ['a backslash before the closing quote', '{"z":"\\\\","a":1}', 1],
    ['a key inside of a string', '{"z":"\\"a\\":1","a":2}', 2],
    ['a byte order mark', '\uFEFF{"a":1}', 1],
    ['nothing', '{}', undefined],
    ['a value that is a key name', '{"z":"a","y":1}', undefined],
    ['not at the top', '{"z":{"a":1}}', undefined],
    ['an empty key', '{"":1,"a":2}', 2],
  ])('reads %s', (_name, text, expected) => {
    expect(value(text, 'a')).toEqual(expected);
  });

  it('reads a path where the value is a container, its prefix where it is none', () => {
    expect(read(scan('{"b":{"c":"x"}}')).fields).toMatchObject({ 'b.c': 'x', b: undefined });
    expect(read(scan('{"b":"text"}')).fields).toMatchObject({ 'b.c': undefined, b: 'text' });
  });

  it('reads through arrays, the last element winning, and only at the right depth', () => {
    expect(value('{"list":[{"d":{"e":1}},{"d":{"e":2}},{"z":3}]}', 'list.*.d.e')).toBe(2);
    expect(value('{"list":{"d":{"e":1}}}', 'list.*.d.e')).toBeUndefined();
    expect(value('{"list":[[{"d":{"e":1}}]]}', 'list.*.d.e')).toBeUndefined();
  });

  it('reads arrays at the top', () => {
    expect(value('[{"a":1},{"a":"y"}]', '*.a')).toBe('y');
  });

  it('finds a key that is written with quotes and escapes', () => {
    expect(value('{"key with \\"quotes\\" and \\u00fc":1}', 'key with "quotes" and ü')).toBe(1);
  });

  it('cuts long strings cleanly and gives up on long containers', () => {
    expect(value('{"big":"0123456789abcdefghij"}', 'big')).toBe('0123456789abcde');
    expect(value('{"big":"0123456789ab\\u00fcxyz"}', 'big')).toBe('0123456789ab');
    expect(value(`{"big":"${'ü'.repeat(20)}"}`, 'big')).toBe('ü'.repeat(7));
    expect(value('{"big":[1,2,3,4,5,6,7,8,9,10]}', 'big')).toBeUndefined();
    expect(value('{"big":[1,2,3]}', 'big')).toEqual([1, 2, 3]);
  });

  it('makes nothing of values that are no JSON', () => {
    for (const text of ['{"a":"\\x"}', '{"a":"\n"}', '{"a":nope}', '{"a":{"b"}}', '{"a":01}']) {
      const field = scan(text).field(0);
      expect([field.value, field.string]).toEqual([undefined, null]);
    }
  });

  it('tells filled values from missing, null and empty ones', () => {
    const filled = (text: string) => read(scan(text)).filled[0];
    expect(['{"a":"x"}', '{"a":0}', '{"a":{}}', '{"a":false}'].map(filled)).toEqual([true, true, true, true]);
    expect(['{}', '{"a":null}', '{"a":""}', '{"a":"unfinished'].map(filled)).toEqual([false, false, false, false]);
  });

  it.each([
    ['{"watched":1}', true],
    ['{"z":[[{"y":{"watched" : {"type":"x"}}}]]}', true],
    ['{"z":{"w\\u0061tched":true}}', true],
    ['{"watched":null}', false],
    ['{"watched" : null, "z":{"watched":null}}', false],
    ['{"watched":null,"z":{"watched":[]}}', true],
    ['{"z":"watched"}', false],
    ['{"z":["watched",":",1]}', false],
    ['{"z":"\\"watched\\":1"}', false],
    ['{"unwatched":1,"watchedx":1}', false],
  ])('looks out for a key anywhere: %s', (text, expected) => {
    expect(scan(text).watchedKeySeen).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['', 'none', false],
    [' \n', 'none', false],
    ['{}', 'object', true],
    ['{} trailing', 'object', true],
    ['[]', 'array', true],
    ['{"a":[1]', 'object', false],
    ['[{}', 'array', false],
    ['"text"', 'other', false],
    ['12', 'other', false],
    ['}', 'other', false],
    [':', 'other', false],
    ['<html>{"a":1}', 'other', false],
    ['--boundary\r\n{"a":1}', 'other', false],
  ])('tells what %j is', (text, kind, complete) => {
    expect(scan(text)).toMatchObject({ kind, complete });
  });

  it('reads nothing beyond the document', () => {
    expect(read(scan('{"a":1}{"a":2}')).fields.a).toBe(1);
  });

  it('is ready for another document after a reset, and remembers nothing', () => {
    const scanner = new JsonScanner({ paths: PATHS });
    for (const broken of ['{"a":"x","watched":1,"list":[{"d":', '{"a":"x\\', '{"a', '[[[[', 'text', '{"watched":']) {
      scanner.write(bytes(broken));
      scanner.reset();
      scanner.write(bytes('{"b":{"c":2},"z":1}'));
      expect(read(scanner)).toEqual(read(scan('{"b":{"c":2},"z":1}')));
      scanner.reset();
    }
  });

  it('counts a million levels without holding them', () => {
    const deep = `{"z":${'['.repeat(1_000_000)}"watched"${']'.repeat(1_000_000)},"a":1}`;
    expect(read(scan(deep, [5, 500_000, 1_000_003]))).toMatchObject({ fields: { a: 1 }, complete: true });
    expect(scan('{"a":'.repeat(1_000_000)).complete).toBe(false);
  });

  it('hands streamed values on piece by piece, byte for byte, duplicates each from its beginning', () => {
    const paths = compilePaths([{ path: 's', streamed: true }, { path: 'a' }]);
    const text = '{"s":[1, {"s":"}"}],"z":"s","a":1,"s":"last ü"}';
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        const values: string[] = [];
        const decoder = new TextDecoder();
        const scanner = new JsonScanner({
          paths,
          onStreamed: (_field, piece) => {
            if (piece === null) values.push('');
            else values[values.length - 1] += decoder.decode(piece, { stream: true });
          },
        });
        for (const piece of pieces(bytes(text), cuts)) scanner.write(piece);
        expect(values).toEqual(['[1, {"s":"}"}]', '"last ü"']);
      }),
    );
  });

  const key = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'list', 'big', 'watched', 'z'), anyText);
  const { document } = fc.letrec<{ document: unknown; any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      anyText,
      fc.array(tie('any')),
      tie('document'),
    ),
    document: fc.dictionary(key, tie('any'), { noNullPrototype: true }),
  }));

  it('finds what JSON.parse finds, however the document is cut and spaced', () => {
    fc.assert(
      fc.property(document, fc.nat(3), anyCuts, (doc, indent, cuts) => {
        const text = JSON.stringify(doc, null, indent);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const got = read(scan(text, cuts));
        expect(got.fields.a).toEqual(parsed.a);
        const b = parsed.b as Record<string, unknown> | undefined;
        if (typeof b === 'object' && b !== null && !Array.isArray(b) && typeof b.c === 'boolean')
          expect(got.fields['b.c']).toBe(b.c);
        expect(got).toMatchObject({ kind: 'object', complete: true });
        const seen = { watched: false };
        JSON.parse(text, (name, each) => {
          if (name === 'watched' && each !== null) seen.watched = true;
          return each;
        });
        expect(got.watched).toBe(seen.watched);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same for any cuts, valid or not, and never throws', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '"',
        '\\',
        '"a"',
        '"a":',
        '"watched":',
        'null',
        '1',
        ' ',
        '\\u00',
        '"b":{',
      ),
      anyText,
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), anyCuts, (parts, cuts) => {
        const text = bytes(`{${parts.join('')}`);
        expect(read(scan(text, cuts))).toEqual(read(scan(text)));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), anyCuts, (garbage, cuts) => {
        expect(read(scan(garbage, cuts))).toEqual(read(scan(garbage)));
      }),
    );
  });

  it('reads long strings whole, wherever their escapes stand and whatever lies around the document', () => {
    const run = fc.tuple(fc.constantFrom('', '"', '\\', '\\\\', '\n', 'é'), fc.nat(100));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), fc.nat(40), anyCuts, (runs, margin, cuts) => {
        const a = runs.map(([sign, length]) => sign + 'x'.repeat(length)).join('');
        const document = bytes(JSON.stringify({ z: a, a, b: { c: 1 } }));
        const around = new Uint8Array(document.length + 2 * margin).fill(0x22);
        around.set(document, margin);
        const inside = new JsonScanner({ paths: PATHS });
        inside.write(around, margin, margin + document.length);
        expect(read(inside)).toEqual(read(scan(document, cuts)));
        expect(read(inside).fields).toMatchObject({ a, 'b.c': 1 });
      }),
    );
  });

  it('gives the same when every byte comes alone', () => {
    const text = '{"\\u0061":"\\u00fc\\\\\\"","b":{"c":[1,2]},"list":[{"d":{"e":"ü"}}],"z":{"watched":{}}}';
    const each = Array.from({ length: text.length * 2 }, (_, i) => i);
    expect(read(scan(text, each))).toEqual(read(scan(text)));
    expect(read(scan(text))).toMatchObject({
      fields: { a: 'ü\\"', 'b.c': [1, 2], 'list.*.d.e': 'ü' },
      watched: true,
      complete: true,
    });
  });

  it('takes keys of any length', () => {
    for (const length of [255, 256, 257, 300, 100_000]) {
      const text = `{"${'k'.repeat(length)}":1,"a":2}`;
      for (const cuts of [[], [100], [length], [length + 2], [length + 3]])
        expect(read(scan(text, cuts)).fields.a).toBe(2);
    }
  });
});
