import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../lib/reporter/answer.ts';
import { MAX_CHARS, startStreamReader } from '../../../lib/reporter/stream-reader.ts';
import { BLOCK, DELTA, PING, START, STOP, sse, TEXT } from '../outcome/exchange-support.ts';
import { anyCuts, bytes, pieces } from '../outcome/pieces.ts';

function read(parts: Iterable<Uint8Array>) {
  const answer: Answer = {};
  const reader = startStreamReader(answer);
  let atMs = 0;
  for (const part of parts) reader.write(part, ++atMs);
  return { answer, reader };
}

describe('a stream read on the side', () => {
  it('never throws, whatever comes in whatever pieces', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }).map(bytes),
      fc.json().map((json) => bytes(`event: message_delta\ndata: ${json}\n\n`)),
      fc.json().map((json) => bytes(`event: error\r\ndata: ${json}\r\n\r\n`)),
    );
    fc.assert(
      fc.property(fc.array(anyBytes), fc.boolean(), fc.boolean(), (parts, isInOrder, expected) => {
        const { reader } = read(parts);
        reader.end(isInOrder, expected);
      }),
      { numRuns: 300 },
    );
  });

  it('is timed by its first content, in any pieces', () => {
    const before = bytes(sse(START, PING, BLOCK)).length;
    const whole = bytes(sse(START, PING, BLOCK, TEXT, DELTA, STOP));
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        const places = [...new Set([...cuts.map((cut) => cut % (whole.length + 1)), whole.length])].toSorted(
          (a, b) => a - b,
        );
        const endOfText = before + bytes(sse(TEXT)).length;
        const { reader } = read(pieces(whole, cuts));
        expect(reader.contentAtMs()).toBe(places.filter((place) => place > 0).findIndex((at) => at >= endOfText) + 1);
      }),
    );
  });

  it('sees its end after an event of any length, of which it keeps little', () => {
    const long = bytes(`event: content_block_delta\ndata: {"text":"${'x'.repeat(3 * MAX_CHARS)}`);
    const cuts = Array.from({ length: 50 }, (_, i) => i * 65_536);
    const { answer, reader } = read([
      bytes(sse(START)),
      ...pieces(long, cuts),
      bytes(`"}\n\n${sse({ ...DELTA }, STOP)}`),
    ]);
    expect(answer).toMatchObject({ model: 'claude-opus-5', stopReason: 'end_turn', usage: { outputTokens: 64 } });
    expect(reader.end(false, true)).toBe(true);
  });

  it('takes nothing in after its own end', () => {
    const { answer, reader } = read([bytes(sse(START, STOP, { ...DELTA, type: 'message_delta' }))]);
    expect(answer.stopReason).toBeNull();
    expect(reader.end(true, true)).toBe(true);
  });

  it('knows one event from many lines of data', () => {
    const { answer } = read([bytes('data: {"model":\ndata: "m",\ndata: "choices":[]}\n\n')]);
    expect(answer.model).toBe('m');
  });
});
