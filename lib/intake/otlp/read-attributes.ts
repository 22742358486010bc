import type { Attributes } from './telemetry.ts';

/** Reads attributes by their names, the newer name first. */

export function text(attributes: Attributes, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = attributes[key];
    const first = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string' && first !== '') return first;
  }
  return null;
}

/** A number, also where it came as text. */
export function number(attributes: Attributes, ...keys: string[]): number | null {
  for (const key of keys) {
    const value = attributes[key];
    const found = typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
    if (typeof found === 'number' && Number.isFinite(found)) return found;
  }
  return null;
}

/** A whole number within bounds; anything else counts as not there. */
export function count(attributes: Attributes, max: number, ...keys: string[]): number | null {
  const value = number(attributes, ...keys);
  return value !== null && Number.isInteger(value) && value >= 0 && value <= max ? value : null;
}

export function flag(attributes: Attributes, ...keys: string[]): boolean | null {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
  }
  return null;
}
