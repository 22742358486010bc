import {
  type ByteReader,
  byteWriter,
  readVarint,
  reserve,
  writeVarint,
  writtenBytes,
} from '../../lib/histogram/varint.ts';
import { METRICS, type MetricValues } from './metrics.ts';
import { type PackedColumn, packedValue, readPackedColumn, writePackedColumn } from './packed-column.ts';

/** What one series came to in one bucket. Histograms are encoded, so that merging touches only those that change. */
export interface Cell {
  seriesId: number;
  metrics: MetricValues;
  latency: Uint8Array;
  ttft: Uint8Array;
}

/** The two blobs of a `rollups` row. Charts without percentiles read only the first. */
export interface PackedCells {
  cells: Uint8Array;
  histograms: Uint8Array;
}

/** The columns of a `cells` blob, to be read with `packedValue`. */
export interface CellColumns {
  bytes: Uint8Array;
  size: number;
  seriesId: PackedColumn;
  metrics: PackedColumn[];
}

const FORMAT = 2;
/** How many of `METRICS` a format holds, by format. The others count as 0: what is missing was added as deltas. */
const METRICS_IN_FORMAT = [0, METRICS.indexOf('firsts'), METRICS.length];
const NO_COLUMN: PackedColumn = { width: 0, offset: 0 };

/** Packs cells, which must be sorted by series. The same cells give the same bytes. */
export function packCells(cells: readonly Cell[]): PackedCells {
  const columns = byteWriter(64 + cells.length * 16);
  writeVarint(columns, FORMAT);
  writeVarint(columns, cells.length);
  writePackedColumn(
    columns,
    cells.map((cell) => cell.seriesId),
  );
  for (const i of METRICS.keys())
    writePackedColumn(
      columns,
      cells.map((cell) => cell.metrics[i] ?? 0),
    );
  return { cells: writtenBytes(columns), histograms: packHistograms(cells) };
}

export function readCellColumns(bytes: Uint8Array): CellColumns {
  const reader: ByteReader = { bytes, at: 0 };
  const format = readVarint(reader);
  const held = METRICS_IN_FORMAT[format] ?? 0;
  if (held === 0) throw new RangeError(`rollup has format ${format}, not one up to ${FORMAT}`);
  const size = readVarint(reader);
  const seriesId = readPackedColumn(reader, size);
  return {
    bytes,
    size,
    seriesId,
    metrics: METRICS.map((_, i) => (i < held ? readPackedColumn(reader, size) : NO_COLUMN)),
  };
}

/**
 * Where the encoded histograms lie in `bytes`, a `histograms` blob: that of latency of cell `i` from `bounds[2 * i]` to
 * `bounds[2 * i + 1]`, that of time to first token from there to `bounds[2 * i + 2]`.
 * @param bounds is filled, and needs room for `2 * size + 1`
 */
export function findHistograms(bytes: Uint8Array, size: number, bounds: Int32Array): void {
  const reader: ByteReader = { bytes, at: 0 };
  const latencyBytes = readPackedColumn(reader, size);
  const ttftBytes = readPackedColumn(reader, size);
  let at = reader.at;
  for (let i = 0; i < size; i++) {
    bounds[2 * i] = at;
    at += packedValue(bytes, latencyBytes, i);
    bounds[2 * i + 1] = at;
    at += packedValue(bytes, ttftBytes, i);
  }
  bounds[2 * size] = at;
}

/** All cells of a row. */
export function unpackCells(packed: PackedCells): Cell[] {
  const { bytes, size, seriesId, metrics } = readCellColumns(packed.cells);
  const { histograms } = packed;
  const bounds = new Int32Array(2 * size + 1);
  findHistograms(histograms, size, bounds);
  return Array.from({ length: size }, (_, i) => ({
    seriesId: packedValue(bytes, seriesId, i),
    metrics: metrics.map((column) => packedValue(bytes, column, i)),
    latency: histograms.subarray(bounds[2 * i], bounds[2 * i + 1]),
    ttft: histograms.subarray(bounds[2 * i + 1], bounds[2 * i + 2]),
  }));
}

function packHistograms(cells: readonly Cell[]): Uint8Array {
  const bodies = cells.reduce((sum, cell) => sum + cell.latency.length + cell.ttft.length, 0);
  const writer = byteWriter(16 + cells.length * 4 + bodies);
  writePackedColumn(
    writer,
    cells.map((cell) => cell.latency.length),
  );
  writePackedColumn(
    writer,
    cells.map((cell) => cell.ttft.length),
  );
  for (const { latency, ttft } of cells)
    for (const body of [latency, ttft]) {
      reserve(writer, body.length);
      writer.bytes.set(body, writer.length);
      writer.length += body.length;
    }
  return writtenBytes(writer);
}
