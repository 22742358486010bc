import {
  type ByteReader,
  type ByteWriter,
  byteWriter,
  readSignedVarint,
  reserve,
  writeSignedVarint,
  writtenBytes,
} from '../../lib/histogram/varint.ts';
import type { LimitReading } from '../../lib/outcome/attempt.ts';

/*
 * A response tells four limits or more, of which only what remains and when they reset differs from one to the next.
 * The rest, the shape, is JSON that many attempts share; a few bytes an attempt hold the values that the shape names.
 */
export interface EncodedLimits {
  shape: string;
  values: Uint8Array;
}

/** The constant part of a reading. `forms`: one letter for `remaining`, `utilization`, `resetAtMs` each. */
type ShapeEntry = [name: string, limit: number | null, status: string | null, forms: string];

/** How a value is written. The first form that holds it exactly is taken; `-` is nothing, `f` a float. */
interface Form {
  letter: string;
  /** The whole number that stands for the value. */
  toWhole(value: number, startedAtMs: number): number;
  fromWhole(whole: number, startedAtMs: number): number;
}

const WHOLE: Form = { letter: 'w', toWhole: (value) => value, fromWhole: (whole) => whole };
/** Utilization comes with a few decimals. */
const MILLIONTHS: Form = {
  letter: 'm',
  toWhole: (value) => Math.round(value * 1e6),
  fromWhole: (whole) => whole / 1e6,
};
const SECONDS_LATER: Form = {
  letter: 's',
  toWhole: (value, startedAtMs) => Math.round(value / 1000) - Math.floor(startedAtMs / 1000),
  fromWhole: (whole, startedAtMs) => (whole + Math.floor(startedAtMs / 1000)) * 1000,
};
const MS_LATER: Form = {
  letter: 'd',
  toWhole: (value, startedAtMs) => value - startedAtMs,
  fromWhole: (whole, startedAtMs) => whole + startedAtMs,
};
const FORMS_BY_FIELD = [[WHOLE], [MILLIONTHS], [SECONDS_LATER, MS_LATER]];
const FORMS = new Map(FORMS_BY_FIELD.flat().map((form) => [form.letter, form]));
const NOTHING = '-';
const FLOAT = 'f';
const MAX_WHOLE = 2 ** 48;

export function encodeLimits(limits: readonly LimitReading[], startedAtMs: number): EncodedLimits {
  const writer = byteWriter(16 * limits.length);
  const shape = limits.map(({ name, limit, remaining, utilization, resetAtMs, status }): ShapeEntry => {
    const values = [remaining, utilization, resetAtMs];
    const forms = values.map((value, field) => writeValue(writer, value, FORMS_BY_FIELD[field] ?? [], startedAtMs));
    return [name, limit, status, forms.join('')];
  });
  return { shape: JSON.stringify(shape), values: writtenBytes(writer) };
}

export function decodeLimits({ shape, values }: EncodedLimits, startedAtMs: number): LimitReading[] {
  const reader: ByteReader = { bytes: values, at: 0 };
  return parsedShape(shape).map(([name, limit, status, forms]) => ({
    name,
    limit,
    remaining: readValue(reader, forms[0] ?? NOTHING, startedAtMs),
    utilization: readValue(reader, forms[1] ?? NOTHING, startedAtMs),
    resetAtMs: readValue(reader, forms[2] ?? NOTHING, startedAtMs),
    status,
  }));
}

/** Many attempts share a shape. So many are remembered; beyond it the memory starts afresh. */
const MAX_REMEMBERED = 1_000;
const parsedShapes = new Map<string, readonly ShapeEntry[]>();

function parsedShape(shape: string): readonly ShapeEntry[] {
  const known = parsedShapes.get(shape);
  if (known) return known;
  const parsed = JSON.parse(shape) as ShapeEntry[];
  if (parsedShapes.size >= MAX_REMEMBERED) parsedShapes.clear();
  parsedShapes.set(shape, parsed);
  return parsed;
}

function writeValue(writer: ByteWriter, value: number | null, forms: readonly Form[], startedAtMs: number): string {
  if (value === null) return NOTHING;
  for (const form of forms) {
    const whole = form.toWhole(value, startedAtMs);
    if (!Number.isInteger(whole) || Math.abs(whole) >= MAX_WHOLE || form.fromWhole(whole, startedAtMs) !== value)
      continue;
    writeSignedVarint(writer, whole);
    return form.letter;
  }
  reserve(writer, 8);
  new DataView(writer.bytes.buffer).setFloat64(writer.length, value, true);
  writer.length += 8;
  return FLOAT;
}

function readValue(reader: ByteReader, letter: string, startedAtMs: number): number | null {
  if (letter === NOTHING) return null;
  if (letter === FLOAT) {
    const value = new DataView(reader.bytes.buffer, reader.bytes.byteOffset).getFloat64(reader.at, true);
    reader.at += 8;
    return value;
  }
  const form = FORMS.get(letter);
  if (!form) throw new RangeError(`limits hold the unknown form ${JSON.stringify(letter)}`);
  return form.fromWhole(readSignedVarint(reader), startedAtMs);
}
