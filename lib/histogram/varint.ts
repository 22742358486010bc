const MAX_FACTOR = 2 ** 56;

/** Appends whole numbers as little-endian base-128 varints: 7 bits a byte, the high bit says that more follow. */
export interface ByteWriter {
  bytes: Uint8Array;
  length: number;
}

/** Reads what a `ByteWriter` wrote; `at` moves on. */
export interface ByteReader {
  readonly bytes: Uint8Array;
  at: number;
}

export function byteWriter(capacity = 64): ByteWriter {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** A copy of what was written, of exactly its length. */
export function writtenBytes(writer: ByteWriter): Uint8Array {
  return writer.bytes.slice(0, writer.length);
}

/** Makes room for `more` further bytes. */
export function reserve(writer: ByteWriter, more: number): void {
  if (writer.length + more <= writer.bytes.length) return;
  const grown = new Uint8Array(Math.max(writer.bytes.length * 2, writer.length + more));
  grown.set(writer.bytes.subarray(0, writer.length));
  writer.bytes = grown;
}

/** Appends a whole number from 0 to 2^53 - 1. */
export function writeVarint(writer: ByteWriter, value: number): void {
  reserve(writer, 8);
  let rest = value;
  // Bitwise operators see 32 bits only; the first loop brings larger numbers into their reach.
  while (rest >= 0x8000_0000) {
    writer.bytes[writer.length++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    writer.bytes[writer.length++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  writer.bytes[writer.length++] = rest;
}

/** Appends a whole number from -(2^52) to 2^52, small ones of either sign in few bytes (zigzag). */
export function writeSignedVarint(writer: ByteWriter, value: number): void {
  writeVarint(writer, value < 0 ? -value * 2 - 1 : value * 2);
}

/** @throws RangeError when the bytes end first, or hold more than 2^53 - 1. */
export function readVarint(reader: ByteReader): number {
  let byte = nextByte(reader);
  if (byte < 128) return byte;
  let value = byte & 127;
  let factor = 128;
  do {
    byte = nextByte(reader);
    value += (byte & 127) * factor;
    factor *= 128;
  } while (byte >= 128 && factor < MAX_FACTOR);
  if (byte >= 128 || value > Number.MAX_SAFE_INTEGER) throw new RangeError('varint is too large');
  return value;
}

export function readSignedVarint(reader: ByteReader): number {
  const value = readVarint(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function nextByte(reader: ByteReader): number {
  const byte = reader.bytes[reader.at++];
  if (byte === undefined) throw new RangeError('varint is cut off');
  return byte;
}
