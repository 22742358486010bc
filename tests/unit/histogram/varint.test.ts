import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteWriter,
  readSignedVarint,
  readVarint,
  writeSignedVarint,
  writeVarint,
  writtenBytes,
} from '../../../lib/histogram/varint.ts';

describe('varints', () => {
  test('whole numbers are read back in order', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (values) => {
        const writer = byteWriter(1);
        for (const value of values) writeVarint(writer, value);
        const reader = { bytes: writtenBytes(writer), at: 0 };
        expect(values.map(() => readVarint(reader))).toEqual(values);
        expect(reader.at).toBe(reader.bytes.length);
      }),
    );
  });

  test('so are signed ones', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })), (values) => {
        const writer = byteWriter();
        for (const value of values) writeSignedVarint(writer, value);
        const reader = { bytes: writtenBytes(writer), at: 0 };
        expect(values.map(() => readSignedVarint(reader))).toEqual(values);
      }),
    );
  });

  test.each([
    [0, 1],
    [127, 1],
    [128, 2],
    [16_383, 2],
    [16_384, 3],
    [2 ** 31 - 1, 5],
    [2 ** 31, 5],
    [2 ** 32, 5],
    [Number.MAX_SAFE_INTEGER, 8],
  ])('%d takes %d bytes', (value, length) => {
    const writer = byteWriter();
    writeVarint(writer, value);
    expect(writer.length).toBe(length);
  });

  test('a number that is cut off or too large is refused', () => {
    expect(() => readVarint({ bytes: Uint8Array.of(255, 255), at: 0 })).toThrow(RangeError);
    expect(() => readVarint({ bytes: new Uint8Array(12).fill(255), at: 0 })).toThrow(RangeError);
  });
});
