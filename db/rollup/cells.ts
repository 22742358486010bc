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

/** Calls `visit` for every cell with where its encoded histograms lie in `bytes`, a `histograms` blob. */
export function visitHistograms(
  bytes: Uint8Array,
  size: number,
  visit: (index: number, latencyAt: number, latencyEnd: number, ttftAt: number, ttftEnd: number) => void,
): void {
  const reader: ByteReader = { bytes, at: 0 };
  const latencyBytes = readPackedColumn(reader, size);
  const ttftBytes = readPackedColumn(reader, size);
  let at = reader.at;
  for (let i = 0; i < size; i++) {
    const latencyEnd = at + packedValue(bytes, latencyBytes, i);
    const ttftEnd = latencyEnd + packedValue(bytes, ttftBytes, i);
    visit(i, at, latencyEnd, latencyEnd, ttftEnd);
    at = ttftEnd;
  }
}

/** All cells of a row. */
export function unpackCells(packed: PackedCells): Cell[] {
  const columns = readCellColumns(packed.cells);
  const cells: Cell[] = [];
  visitHistograms(packed.histograms, columns.size, (i, latencyAt, latencyEnd, ttftAt, ttftEnd) => {
    cells.push({
      seriesId: packedValue(columns.bytes, columns.seriesId, i),
      metrics: columns.metrics.map((column) => packedValue(columns.bytes, column, i)),
      latency: packed.histograms.subarray(latencyAt, latencyEnd),
      ttft: packed.histograms.subarray(ttftAt, ttftEnd),
    });
  });
  return cells;
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
