import { checkIndex } from './buckets.ts';
import { type ExponentialHistogram, emptyHistogram } from './histogram.ts';
import {
  type ByteReader,
  type ByteWriter,
  byteWriter,
  readSignedVarint,
  readVarint,
  reserve,
  writeSignedVarint,
  writeVarint,
  writtenBytes,
} from './varint.ts';

/*
 * Layout: flags, sum, zero count, number of buckets, then by rising index one token a bucket: the gap to the index
 * before it (the first one: the index itself, zigzag), doubled, plus 1 if the count is not 1; then, if so, the count.
 */
/** Flags of a histogram that has neither of these. */
export const PLAIN = 0;
const SIGNED_COUNTS = 1;
const FRACTIONAL_SUM = 2;
const KNOWN_FLAGS = SIGNED_COUNTS | FRACTIONAL_SUM;

/** A histogram as bytes: about 30 of them at 20 values, none where it is empty. Negative counts are kept. */
export function encodeHistogram(histogram: ExponentialHistogram): Uint8Array {
  const writer = byteWriter(16 + histogram.buckets.size * 2);
  writeHistogram(writer, histogram);
  return writtenBytes(writer);
}

/** Appends a histogram to what a writer holds; nothing for an empty one. */
export function writeHistogram(writer: ByteWriter, histogram: ExponentialHistogram): void {
  const { sum, zeroCount, buckets } = histogram;
  if (histogram.count === 0 && sum === 0 && zeroCount === 0 && buckets.size === 0) return;
  // Of numbers alone, which sort several times as fast as entries.
  const indexes = Float64Array.from(buckets.keys()).sort();
  const signed = zeroCount < 0 || hasNegative(buckets);
  const fractional = !Number.isSafeInteger(sum) || Math.abs(sum) > 2 ** 51;
  const writeCount = signed ? writeSignedVarint : writeVarint;
  writeVarint(writer, (signed ? SIGNED_COUNTS : 0) | (fractional ? FRACTIONAL_SUM : 0));
  if (fractional) writeFloat(writer, sum);
  else writeSignedVarint(writer, sum);
  writeCount(writer, zeroCount);
  writeVarint(writer, indexes.length);
  let previous: number | null = null;
  for (const index of indexes) {
    const count = buckets.get(index) ?? 0;
    const gap: number = previous === null ? zigzag(index) : index - previous - 1;
    writeVarint(writer, gap * 2 + (count === 1 ? 0 : 1));
    if (count !== 1) writeCount(writer, count);
    previous = index;
  }
}

/** The histogram that `encodeHistogram` wrote. @throws RangeError for bytes that it did not write. */
export function decodeHistogram(bytes: Uint8Array): ExponentialHistogram {
  const histogram = emptyHistogram();
  const add = (index: number, count: number) => histogram.buckets.set(index, count);
  const head = visitEncoded(bytes, 0, bytes.length, add);
  histogram.count = head.count;
  histogram.sum = head.sum;
  histogram.zeroCount = head.zeroCount;
  return histogram;
}

/**
 * Reads an encoded histogram from `start` to `end` without building one: calls `add` for every bucket.
 * @throws RangeError for bytes that `encodeHistogram` did not write.
 */
export function visitEncoded(
  bytes: Uint8Array,
  start: number,
  end: number,
  add: (index: number, count: number) => void,
): { count: number; sum: number; zeroCount: number } {
  if (start === end) return { count: 0, sum: 0, zeroCount: 0 };
  const reader: ByteReader = { bytes, at: start };
  const flags = readVarint(reader);
  if ((flags & ~KNOWN_FLAGS) !== 0) throw new RangeError(`encoded histogram has unknown flags ${flags}`);
  const readCount = flags & SIGNED_COUNTS ? readSignedVarint : readVarint;
  const sum = flags & FRACTIONAL_SUM ? readFloat(reader) : readSignedVarint(reader);
  const zeroCount = readCount(reader);
  let count = zeroCount;
  let index = 0;
  const buckets = readVarint(reader);
  for (let i = 0; i < buckets; i++) {
    const token = readVarint(reader);
    const gap = Math.floor(token / 2);
    index = i === 0 ? unzigzag(gap) : index + gap + 1;
    checkIndex(index);
    const inBucket = token % 2 === 0 ? 1 : readCount(reader);
    count += inBucket;
    add(index, inBucket);
  }
  if (reader.at !== end) throw new RangeError('encoded histogram has the wrong length');
  return { count, sum, zeroCount };
}

function hasNegative(buckets: ReadonlyMap<number, number>): boolean {
  for (const count of buckets.values()) if (count < 0) return true;
  return false;
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

/** The number of either sign that a varint stands for. */
export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function writeFloat(writer: ByteWriter, value: number): void {
  reserve(writer, 8);
  new DataView(writer.bytes.buffer).setFloat64(writer.length, value, true);
  writer.length += 8;
}

function readFloat(reader: ByteReader): number {
  if (reader.at + 8 > reader.bytes.length) throw new RangeError('encoded histogram is cut off');
  const { buffer, byteOffset } = reader.bytes;
  const value = new DataView(buffer, byteOffset).getFloat64(reader.at, true);
  reader.at += 8;
  return value;
}
