import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, packCells, readCellColumns, unpackCells } from '../../../db/rollup/cells.ts';
import { addTo, type CellAddition, mergeCells } from '../../../db/rollup/merge-cells.ts';
import { METRICS } from '../../../db/rollup/metrics.ts';
import { addColumn, packedValue, readPackedColumn, writePackedColumn } from '../../../db/rollup/packed-column.ts';
import { decodeHistogram, encodeHistogram } from '../../../lib/histogram/codec.ts';
import { emptyHistogram, histogramOf, subtractFrom } from '../../../lib/histogram/histogram.ts';
import { byteWriter, writeVarint, writtenBytes } from '../../../lib/histogram/varint.ts';

const latencies = fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 8 });
const cell: fc.Arbitrary<Cell> = fc
  .record({
    seriesId: fc.integer({ min: 1, max: 70_000 }),
    metrics: fc.array(fc.oneof(fc.nat(5), fc.maxSafeNat()), { minLength: METRICS.length, maxLength: METRICS.length }),
    latency: latencies,
    ttft: latencies,
  })
  .map(({ latency, ttft, ...rest }) => ({
    ...rest,
    latency: encodeHistogram(histogramOf(latency)),
    ttft: encodeHistogram(histogramOf(ttft)),
  }));
const cells = fc
  .uniqueArray(cell, { selector: (one) => one.seriesId, maxLength: 40 })
  .map((list) => list.sort((a, b) => a.seriesId - b.seriesId));

describe('packCells', () => {
  test('what it packed is unpacked the same', () => {
    fc.assert(
      fc.property(cells, (list) => {
        expect(unpackCells(packCells(list))).toEqual(list);
      }),
    );
  });

  test('twenty cells of ordinary size take at most 20 bytes each without histograms', () => {
    const list = Array.from({ length: 20 }, (_, i): Cell => {
      const metrics = [3, 0, 0, 0, 4_000 * i, 500 * i, 0, 11_000];
      return { seriesId: i + 1, metrics, latency: new Uint8Array(), ttft: new Uint8Array() };
    });
    expect(packCells(list).cells.length).toBeLessThan(20 * 20);
  });

  test('cells of the first format, which had no first attempts, are read as having none', () => {
    const metrics = METRICS.slice(0, -1).map((_, i) => 10 + i);
    const writer = byteWriter(64);
    for (const value of [1, 1]) writeVarint(writer, value);
    writePackedColumn(writer, [7]);
    for (const value of metrics) writePackedColumn(writer, [value]);
    const histograms = byteWriter(8);
    for (let i = 0; i < 2; i++) writePackedColumn(histograms, [0]);
    const [read, ...others] = unpackCells({ cells: writtenBytes(writer), histograms: writtenBytes(histograms) });
    expect(others).toEqual([]);
    expect(read).toMatchObject({ seriesId: 7, metrics: [...metrics, 0] });
    const rewritten = unpackCells(packCells(mergeCells(read ? [read] : [], new Map())));
    expect(rewritten).toEqual([read]);
  });

  test('bytes of another format, or cut off, are refused', () => {
    const packed = packCells([
      { seriesId: 1, metrics: METRICS.map(() => 300), latency: new Uint8Array(), ttft: new Uint8Array() },
    ]);
    expect(() => readCellColumns(Uint8Array.of(9, ...packed.cells.slice(1)))).toThrow(RangeError);
    for (let length = 0; length < packed.cells.length; length++)
      expect(() => readCellColumns(packed.cells.slice(0, length))).toThrow(RangeError);
  });
});

/** A width of 0 stands for all zeros, of either sign. */
const withoutMinusZero = (value: number) => value + 0;

describe('packed columns', () => {
  const value = fc.oneof(
    fc.constant(0),
    fc.nat(300),
    fc.maxSafeNat(),
    fc.integer(),
    fc.double({ noNaN: true }).map(withoutMinusZero),
  );

  test('hold every number, in any place', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), fc.nat(5), (values, before) => {
        const writer = byteWriter(1);
        for (let i = 0; i < before; i++) writePackedColumn(writer, []);
        writePackedColumn(writer, values);
        const reader = { bytes: writtenBytes(writer), at: before };
        const column = readPackedColumn(reader, values.length);
        expect(values.map((_, i) => packedValue(reader.bytes, column, i))).toEqual(values);
        expect(reader.at).toBe(reader.bytes.length);
      }),
    );
  });

  test('are summed by group, of what is wanted alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(70_000), fc.integer({ min: -1, max: 2 })), { maxLength: 30 }), (pairs) => {
        const writer = byteWriter();
        writePackedColumn(
          writer,
          pairs.map(([amount]) => amount),
        );
        const bytes = writtenBytes(writer);
        const column = readPackedColumn({ bytes, at: 0 }, pairs.length);
        const sums = new Float64Array(3 * 2);
        const wanted = pairs.flatMap(([, group], index) => (group < 0 ? [] : [{ index, group }]));
        const arrays = {
          index: Int32Array.from(wanted, ({ index }) => index),
          group: Int32Array.from(wanted, ({ group }) => group),
        };
        addColumn(bytes, column, { ...arrays, count: wanted.length }, sums, 2, 1);
        const expected = [0, 1, 2].map((group) =>
          pairs.filter((pair) => pair[1] === group).reduce((sum, pair) => sum + pair[0], 0),
        );
        expect([...sums]).toEqual(expected.flatMap((sum) => [0, sum]));
      }),
    );
  });
});

describe('mergeCells', () => {
  const addition = (amount: number, values: number[]): CellAddition => ({
    metrics: METRICS.map(() => amount),
    latency: histogramOf(values),
    ttft: emptyHistogram(),
  });

  test('adds to what is there, and puts new series in order', () => {
    const first = mergeCells(
      [],
      new Map([
        [5, addition(1, [10])],
        [2, addition(2, [20])],
      ]),
    );
    const second = mergeCells(
      first,
      new Map([
        [3, addition(3, [30])],
        [5, addition(4, [10, 40])],
      ]),
    );
    expect(second.map(({ seriesId, metrics }) => [seriesId, metrics[0]])).toEqual([
      [2, 2],
      [3, 3],
      [5, 5],
    ]);
    expect(decodeHistogram(second[2]?.latency ?? new Uint8Array())).toEqual(histogramOf([10, 10, 40]));
  });

  test('a cell from which all was taken back is gone', () => {
    const taken: CellAddition = { metrics: METRICS.map(() => -2), latency: emptyHistogram(), ttft: emptyHistogram() };
    subtractFrom(taken.latency, histogramOf([10, 20]));
    const cells = mergeCells([], new Map([[1, addition(2, [10, 20])]]));
    expect(mergeCells(cells, new Map([[1, taken]]))).toEqual([]);
  });

  test('leaves its input as it was', () => {
    const cells = mergeCells([], new Map([[1, addition(2, [10])]]));
    const before = structuredClone(cells);
    mergeCells(cells, new Map([[1, addition(1, [5])]]));
    expect(cells).toEqual(before);
  });

  test('several additions to one series are summed first', () => {
    const sums = new Map<number, CellAddition>();
    addTo(sums, 1, addition(1, [10]));
    addTo(sums, 1, addition(2, [20]));
    expect(sums.get(1)).toEqual(addition(3, [10, 20]));
  });
});
