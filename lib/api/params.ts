import { ParamError } from './param-error.ts';

/** Refuses parameters that mean nothing here: a filter with a typo must not silently let everything through. */
export function refuseUnknown(params: URLSearchParams, known: readonly string[]): void {
  for (const name of params.keys())
    if (!known.includes(name))
      throw new ParamError(
        name.slice(0, 40),
        params.get(name) ?? '',
        `left out; the parameters here are ${known.join(', ')}`,
      );
}

/** The one value of a parameter; `null` when absent. */
export function single(params: URLSearchParams, name: string): string | null {
  const values = params.getAll(name);
  if (values.length > 1) throw new ParamError(name, values.join(', '), 'given once');
  return values[0] ?? null;
}

/** A whole number within limits. */
export function wholeNumber(field: string, text: string | null, fallback: number, min: number, max: number): number {
  if (text === null) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new ParamError(field, text, `a whole number from ${min} to ${max}`);
  return value;
}

/** One of a fixed list of words. */
export function oneOf<T extends string>(field: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new ParamError(field, text, allowed.join(', '));
  return found;
}

/** Free text up to a length. */
export function shortText(field: string, text: string, maxLength: number): string {
  if (text.length > maxLength) throw new ParamError(field, text, `at most ${maxLength} characters long`);
  return text;
}

export function trueOrFalse(field: string, text: string): boolean {
  return oneOf(field, text, ['true', 'false']) === 'true';
}
