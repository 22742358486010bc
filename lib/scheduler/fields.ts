/** What is wrong with one field of an input. */
export interface FieldError {
  /** Path, such as `default.retry.overloaded.maxDelayMs`; empty: the whole input. */
  field: string;
  /** What it held: a number, a short text, or a short description of anything larger. */
  value: string | number | boolean | null;
  /** What it may hold, as a phrase that follows "may be". */
  allowed: string;
  /** The whole sentence, for people. */
  message: string;
}

export interface NumberRange {
  min: number;
  max: number;
  whole?: boolean;
}

const MAX_SHOWN = 60;
/** More errors than this help nobody. */
const MAX_ERRORS = 50;

function shownValue(value: unknown): FieldError['value'] {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value;
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? `a list of ${value.length}` : `a value of type ${typeof value}`;
}

/** Notes an error; the same sentence stands in the API's answer and beside the form's field. */
export function fail(errors: FieldError[], field: string, value: unknown, allowed: string): void {
  if (errors.length >= MAX_ERRORS) return;
  const shown = shownValue(value);
  const text = typeof value === 'string' ? JSON.stringify(shown) : String(shown);
  errors.push({ field, value: shown, allowed, message: `${field || 'The input'} is ${text}, but may be ${allowed}` });
}

/** Reads the fields of one object, by name, and in the end complains of those that nobody asked for. */
export interface FieldReader {
  /** Path of a field of this object. */
  path(name: string): string;
  /** What a field holds; `undefined`: it is not there. */
  raw(name: string): unknown;
  number(name: string, range: NumberRange, fallback: number): number;
  numberOrNull(name: string, range: NumberRange, fallback: number | null): number | null;
  flag(name: string, fallback: boolean): boolean;
  choice<T extends string>(name: string, among: readonly T[], fallback: T): T;
  /** Notes an error on a field of this object. */
  fail(name: string, value: unknown, allowed: string): void;
  /** Errors noted so far, of the whole input. */
  errorCount(): number;
  /** Own field names. */
  names(): string[];
  end(): void;
}

function rangePhrase({ min, max, whole }: NumberRange): string {
  return `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`;
}

function isWithin(value: unknown, { min, max, whole }: NumberRange): value is number {
  return typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** Whether a value is an object with fields: not null, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A reader over `input`, which is `undefined` (all fields take their fallback) or must be an object.
 * @param path where the object stands in the whole input; empty: it is the whole
 */
export function readFields(input: unknown, path: string, errors: FieldError[]): FieldReader {
  if (input !== undefined && !isRecord(input)) fail(errors, path, input, 'an object');
  const record = isRecord(input) ? input : {};
  const known = new Set<string>();
  const pathOf = (name: string) => {
    const short = name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}...` : name;
    return path ? `${path}.${short}` : short;
  };
  const raw = (name: string) => {
    known.add(name);
    return Object.hasOwn(record, name) ? record[name] : undefined;
  };
  const reader: FieldReader = {
    path: pathOf,
    raw,
    fail: (name, value, allowed) => fail(errors, pathOf(name), value, allowed),
    errorCount: () => errors.length,
    names: () => Object.keys(record),
    number(name, range, fallback) {
      const value = raw(name);
      if (value === undefined || isWithin(value, range)) return value ?? fallback;
      reader.fail(name, value, rangePhrase(range));
      return fallback;
    },
    numberOrNull(name, range, fallback) {
      const value = raw(name);
      if (value === undefined) return fallback;
      if (value === null || isWithin(value, range)) return value;
      reader.fail(name, value, `${rangePhrase(range)}, or null`);
      return fallback;
    },
    flag(name, fallback) {
      const value = raw(name);
      if (value === undefined || typeof value === 'boolean') return value ?? fallback;
      reader.fail(name, value, 'true or false');
      return fallback;
    },
    choice(name, among, fallback) {
      const value = raw(name);
      if (value === undefined) return fallback;
      const chosen = among.find((one) => one === value);
      if (chosen === undefined) reader.fail(name, value, `one of ${among.join(', ')}`);
      return chosen ?? fallback;
    },
    end() {
      for (const name of Object.keys(record))
        if (!known.has(name)) reader.fail(name, record[name], `left out: the fields here are ${[...known].join(', ')}`);
    },
  };
  return reader;
}

export type Validated<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

/** Runs a reading function and gives its value only if it found nothing wrong. */
export function validated<T>(read: (errors: FieldError[]) => T): Validated<T> {
  const errors: FieldError[] = [];
  const value = read(errors);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value };
}
