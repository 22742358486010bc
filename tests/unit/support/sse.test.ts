import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeEvents,
  encodeStream,
  messageEvents,
  messageFacts,
  seededRandom,
  splitAt,
  splitEvery,
  splitRandomly,
} from '../../support/mock-provider/index.ts';

describe('encodeEvents', () => {
  it('writes names, JSON and text over several lines', () => {
    expect(encodeEvents([{ event: 'a', data: { x: 1 } }, { data: 'one\ntwo' }])).toEqual([
      'event: a\ndata: {"x":1}\n\n',
      'data: one\ndata: two\n\n',
    ]);
  });

  it('writes other line ends, a byte order mark, comments, and no last blank line', () => {
    const format = { newline: '\r\n', bom: true, comment: 'hi', finalBlankLine: false } as const;
    expect(encodeEvents([{ data: 1 }, { data: 2 }], format)).toEqual([
      '\uFEFF: hi\r\ndata: 1\r\n\r\n',
      ': hi\r\ndata: 2\r\n',
    ]);
  });
});

describe('splitting', () => {
  it('loses nothing and adds nothing, wherever it cuts', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.array(fc.integer({ min: -5, max: 200 })),
        fc.nat(),
        (bytes, cuts, seed) => {
          for (const pieces of [
            splitAt(bytes, cuts),
            splitEvery(bytes, 3),
            splitRandomly(bytes, 5, seededRandom(seed)),
          ]) {
            expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
            expect(pieces.every((piece) => piece.length > 0)).toBe(true);
          }
        },
      ),
    );
  });

  it('cuts at every byte', () => {
    expect(splitEvery(Buffer.from('é'), 1).map((piece) => [...piece])).toEqual([[0xc3], [0xa9]]);
  });
});

describe('messageEvents', () => {
  it('spreads the whole text over the deltas asked for', () => {
    const facts = messageFacts({ text: 'abcdefg' }, { model: null, bodyBytes: 0 }, seededRandom(1));
    for (const deltas of [0, 1, 3, 20]) {
      const text = encodeStream(messageEvents(facts, deltas)).toString();
      const pieces = [...text.matchAll(/"text_delta","text":"(\w*)"/g)].map((match) => match[1]);
      expect(pieces).toHaveLength(deltas);
      if (deltas > 0) expect(pieces.join('')).toBe('abcdefg');
    }
  });
});
