import { formatCompact, formatDuration } from '../../lib/format/number.ts';
import type { FieldError } from '../../lib/scheduler/fields.ts';
import type { FleetAnswer, FleetRequest, StrategyResult } from '../../lib/scheduler/simulate/fleet-types.ts';
import { DEFAULT_STRATEGIES, validateFleet } from '../../lib/scheduler/simulate/validate-fleet.ts';
import { valueTicks } from '../charts/value-ticks.ts';
import type { PlaygroundState } from './use-playground-state.ts';

const OUTAGE_START_MS = 30_000;
/** How long is watched after the outage: as long again, and at least four minutes. */
const LEAST_AFTER_MS = 240_000;

export interface FleetQuestion {
  request: FleetRequest | null;
  errors: ReadonlyMap<string, string>;
}

/** What the page asks of the simulation, or which field is wrong, in the API's words. */
export function fleetQuestion(state: PlaygroundState): FleetQuestion {
  const outageMs = state.outage * 1000;
  const { chosen } = state;
  const presets = DEFAULT_STRATEGIES.filter((id) => id !== chosen.preset?.id);
  const own = chosen.preset ? chosen.preset.id : { name: chosen.title, policy: chosen.policy };
  const read = validateFleet({
    clients: state.clients,
    outageStartMs: OUTAGE_START_MS,
    outageMs,
    durationMs: OUTAGE_START_MS + outageMs + Math.max(LEAST_AFTER_MS, outageMs),
    seed: state.seed,
    retryAfterMs: retryAfterMs(state.retryAfter),
    strategies: [own, ...presets],
  });
  if (read.ok) return { request: read.value, errors: new Map() };
  return { request: null, errors: new Map(read.errors.map((error: FieldError) => [error.field, error.message])) };
}

function retryAfterMs(header: string): number | null {
  const seconds = Number(header);
  return header.trim() !== '' && seconds > 0 && seconds <= 3600 ? seconds * 1000 : null;
}

export interface FleetRow {
  atSeconds: number;
  capacity: number;
  [strategy: `s${number}`]: number;
}

/** The load of each strategy over time, in rows for a chart. */
export function fleetRows(answer: FleetAnswer): FleetRow[] {
  return answer.startsMs.map((startMs, i) => {
    const row: FleetRow = { atSeconds: startMs / 1000, capacity: answer.capacityPerSecond[i] ?? 0 };
    for (const [k, strategy] of answer.strategies.entries()) row[`s${k}`] = strategy.loadPerSecond[i] ?? 0;
    return row;
  });
}

/** The top of the axis: what calm strategies need, so that the worst does not flatten all others. */
export function loadTop(answer: FleetAnswer): number {
  const peaks = answer.strategies.map(({ loadPerSecond }) => Math.max(0, ...loadPerSecond)).sort((a, b) => a - b);
  const capacity = Math.max(...answer.capacityPerSecond);
  const middle = peaks[Math.floor(peaks.length / 2)] ?? capacity;
  return Math.max(capacity, middle) * 1.5;
}

/** Round times along the axis, none past its end. */
export function secondTicks({ startsMs }: FleetAnswer): { ticks: number[]; stepMs: number } {
  const endMs = startsMs.at(-1) ?? 0;
  const ticks = valueTicks(endMs, 1, 'duration').filter((ms) => ms <= endMs);
  return { ticks: ticks.map((ms) => ms / 1000), stepMs: ticks[1] ?? endMs };
}

/** How much was simulated, and how long that took, in words. */
export function effortText({ strategies }: FleetAnswer, tookMs: number): string {
  const attempts = strategies.reduce((sum, strategy) => sum + strategy.attempts, 0);
  return `${formatCompact(attempts)} attempts were simulated in ${formatDuration(tookMs)}.`;
}

/** How a strategy came out, in words. */
export function recoveryText({ recoveryMs, cutAtMs }: StrategyResult, format: (ms: number) => string): string {
  if (cutAtMs !== null) return 'a storm without end';
  if (recoveryMs === null) return 'not within this time';
  return recoveryMs <= 0 ? 'at once' : `after ${format(recoveryMs)}`;
}
