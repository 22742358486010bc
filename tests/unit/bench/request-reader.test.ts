import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestReader } from '../../../bench/servers/request-reader.ts';

const withLength = 'POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello';
const chunked = 'POST /b HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
const without = 'GET /c HTTP/1.1\r\nhost: x\r\n\r\n';

describe('requestReader', () => {
  it('tells the targets of whole requests', () => {
    const reader = requestReader();
    expect(reader.push(Buffer.from(withLength + without))).toEqual(['/a', '/c']);
    expect(reader.push(Buffer.from(chunked))).toEqual(['/b']);
    expect(reader.push(Buffer.from(without))).toEqual(['/c']);
  });

  it('does so wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(withLength, chunked, without),
        fc.array(fc.nat(90), { maxLength: 8 }),
        (text, cuts) => {
          const reader = requestReader();
          const ends = [...new Set(cuts)].filter((cut) => cut < text.length).sort((a, b) => a - b);
          const pieces = [...ends, text.length].map((end, i) => text.slice(ends[i - 1] ?? 0, end));
          const targets = pieces.flatMap((piece) => reader.push(Buffer.from(piece)));
          expect(targets).toEqual([text.split(' ')[1]]);
        },
      ),
    );
  });
});
