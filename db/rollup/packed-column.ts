import { type ByteReader, type ByteWriter, reserve } from '../../lib/histogram/varint.ts';

/** A column of numbers in as few bytes each as its largest value needs; any of them can be read without the others. */
export interface PackedColumn {
  /** Bytes of one value, little-endian; 0: all are 0; 8: a float, where one is negative or not a small whole number. */
  width: number;
  offset: number;
}

const FLOAT_WIDTH = 8;

export function writePackedColumn(writer: ByteWriter, values: readonly number[]): void {
  const width = widthFor(values);
  reserve(writer, 1 + width * values.length);
  writer.bytes[writer.length++] = width;
  if (width === FLOAT_WIDTH) {
    const view = new DataView(writer.bytes.buffer);
    for (const [i, value] of values.entries()) view.setFloat64(writer.length + i * FLOAT_WIDTH, value, true);
    writer.length += values.length * FLOAT_WIDTH;
    return;
  }
  for (const value of values) {
    let rest = value;
    for (let byte = 0; byte < width; byte++) {
      writer.bytes[writer.length++] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
}

/** Finds a column of `size` values where the reader stands, and moves the reader behind it. */
export function readPackedColumn(reader: ByteReader, size: number): PackedColumn {
  const width = reader.bytes[reader.at] ?? Number.NaN;
  const column = { width, offset: reader.at + 1 };
  reader.at = column.offset + width * size;
  if (!(width <= FLOAT_WIDTH && reader.at <= reader.bytes.length)) throw new RangeError('packed column is cut off');
  return column;
}

export function packedValue(bytes: Uint8Array, { width, offset }: PackedColumn, index: number): number {
  const at = offset + index * width;
  switch (width) {
    case 0:
      return 0;
    case 1:
      return bytes[at] as number;
    case 2:
      return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    case 3:
      return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    case FLOAT_WIDTH:
      return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(at, true);
  }
  let value = 0;
  for (let byte = width - 1; byte >= 0; byte--) value = value * 256 + (bytes[at + byte] as number);
  return value;
}

/** Values of one row that are wanted: `index[i]` for the group `group[i]`, for every `i` below `count`. */
export interface Wanted {
  index: Int32Array;
  group: Int32Array;
  count: number;
}

/** Adds the wanted values of a column to `sums[group * stride + at]`. */
export function addColumn(
  bytes: Uint8Array,
  column: PackedColumn,
  wanted: Wanted,
  sums: Float64Array,
  stride: number,
  at: number,
): void {
  const { width, offset } = column;
  const { index, group, count } = wanted;
  switch (width) {
    case 0:
      return;
    // Nearly all columns are as narrow as these: a loop each is worth it.
    case 1:
      for (let i = 0; i < count; i++) {
        const slot = (group[i] as number) * stride + at;
        sums[slot] = (sums[slot] as number) + (bytes[offset + (index[i] as number)] as number);
      }
      return;
    case 2:
      for (let i = 0; i < count; i++) {
        const slot = (group[i] as number) * stride + at;
        const from = offset + 2 * (index[i] as number);
        sums[slot] = (sums[slot] as number) + ((bytes[from] as number) | ((bytes[from + 1] as number) << 8));
      }
      return;
    default:
      for (let i = 0; i < count; i++) {
        const slot = (group[i] as number) * stride + at;
        sums[slot] = (sums[slot] as number) + packedValue(bytes, column, index[i] as number);
      }
  }
}

function widthFor(values: readonly number[]): number {
  let largest = 0;
  for (const value of values) {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER && Number.isInteger(value))) return FLOAT_WIDTH;
    if (value > largest) largest = value;
  }
  let width = 0;
  while (largest >= 256 ** width) width++;
  return largest === 0 ? 0 : width;
}
