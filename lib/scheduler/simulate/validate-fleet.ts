import { type FieldError, fail, isRecord, readFields, type Validated, validated } from '../fields.ts';
import { PRESET_IDS, presetById } from '../presets.ts';
import { readPolicy } from '../validate-policy.ts';
import type { FleetRequest, FleetStrategy } from './fleet-types.ts';

/** What each number of a fleet may be. */
export const FLEET_LIMITS = {
  clients: { min: 1, max: 10_000, whole: true },
  pauseMs: { min: 100, max: 3_600_000 },
  serviceMs: { min: 1, max: 600_000 },
  refusalMs: { min: 1, max: 60_000 },
  capacityPerSecond: { min: 0.1, max: 1_000_000 },
  refusalCost: { min: 0, max: 1 },
  outageStartMs: { min: 0, max: 3_600_000 },
  outageMs: { min: 0, max: 3_600_000 },
  outageCapacity: { min: 0, max: 1 },
  retryAfterMs: { min: 0, max: 3_600_000 },
  durationMs: { min: 10_000, max: 7_200_000 },
  seed: { min: 0, max: 4_294_967_295, whole: true },
  strategies: 12,
  nameLength: 60,
} as const;

/** The wrong ways and the right ones, side by side. */
export const DEFAULT_STRATEGIES: readonly string[] = [
  'immediate',
  'fixed',
  'exponential',
  'full-jitter',
  'anthropic-sdk',
  'article',
];

/** What a fleet is like that leaves everything out. */
export const DEFAULT_FLEET: FleetRequest = {
  clients: 1000,
  pauseMs: 10_000,
  serviceMs: 5000,
  refusalMs: 100,
  capacityPerSecond: null,
  refusalCost: 0.1,
  outageStartMs: 30_000,
  outageMs: 60_000,
  outageCapacity: 0,
  retryAfterMs: null,
  durationMs: 300_000,
  seed: 1,
  strategies: DEFAULT_STRATEGIES.map(presetStrategy),
};

/** A preset as a strategy of a fleet. */
export function presetStrategy(id: string): FleetStrategy {
  const preset = presetById(id);
  if (!preset) throw new Error(`There is no preset ${id}`);
  return { name: preset.title, preset: preset.id, policy: preset.policy };
}

function readStrategy(input: unknown, path: string, errors: FieldError[]): FleetStrategy | null {
  if (typeof input === 'string') {
    if (presetById(input)) return presetStrategy(input);
    fail(errors, path, input, `one of ${PRESET_IDS.join(', ')}, or an object with a policy`);
    return null;
  }
  const fields = readFields(input, path, errors);
  if (!isRecord(input)) return null;
  const name = fields.raw('name');
  const text = typeof name === 'string' && name.length > 0 && name.length <= FLEET_LIMITS.nameLength ? name : null;
  if (text === null) fields.fail('name', name, `a text of 1 to ${FLEET_LIMITS.nameLength} characters`);
  const policy = readPolicy(fields.raw('policy') ?? null, fields.path('policy'), errors);
  fields.end();
  return { name: text ?? '', preset: null, policy };
}

function readStrategies(input: unknown, path: string, errors: FieldError[]): FleetStrategy[] {
  if (input === undefined) return DEFAULT_FLEET.strategies;
  if (!Array.isArray(input) || input.length === 0 || input.length > FLEET_LIMITS.strategies) {
    fail(errors, path, input, `a list of 1 to ${FLEET_LIMITS.strategies} presets or policies`);
    return [];
  }
  return input.flatMap((entry, i) => readStrategy(entry, `${path}[${i}]`, errors) ?? []);
}

/** Whether `input` describes a fleet, or all that is wrong with it. What is left out holds as in `DEFAULT_FLEET`. */
export function validateFleet(input: unknown): Validated<FleetRequest> {
  return validated((errors) => {
    const fields = readFields(input ?? null, '', errors);
    const number = <K extends keyof FleetRequest & keyof typeof FLEET_LIMITS>(name: K) =>
      fields.number(name, FLEET_LIMITS[name] as { min: number; max: number }, DEFAULT_FLEET[name] as number);
    const request: FleetRequest = {
      clients: number('clients'),
      pauseMs: number('pauseMs'),
      serviceMs: number('serviceMs'),
      refusalMs: number('refusalMs'),
      capacityPerSecond: fields.numberOrNull('capacityPerSecond', FLEET_LIMITS.capacityPerSecond, null),
      refusalCost: number('refusalCost'),
      outageStartMs: number('outageStartMs'),
      outageMs: number('outageMs'),
      outageCapacity: number('outageCapacity'),
      retryAfterMs: fields.numberOrNull('retryAfterMs', FLEET_LIMITS.retryAfterMs, null),
      durationMs: number('durationMs'),
      seed: number('seed'),
      strategies: readStrategies(fields.raw('strategies'), 'strategies', errors),
    };
    const endMs = request.outageStartMs + request.outageMs;
    if (errors.length === 0 && endMs >= request.durationMs)
      fields.fail(
        'durationMs',
        request.durationMs,
        `a number from ${endMs + 1} (past the end of the outage) to ${FLEET_LIMITS.durationMs.max}`,
      );
    fields.end();
    return request;
  });
}
