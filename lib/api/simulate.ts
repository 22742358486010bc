import { setImmediate as nextTurn } from 'node:timers/promises';
import { fleetSteps } from '../scheduler/simulate/fleet.ts';
import type { FleetAnswer } from '../scheduler/simulate/fleet-types.ts';
import { validateFleet } from '../scheduler/simulate/validate-fleet.ts';
import { validOrRefuse } from './refuse.ts';

/**
 * Simulates a fleet, a few milliseconds at a time, so that other requests are answered in between.
 * @param body a fleet; what is left out holds as in the default one
 * @throws ApiError 400 naming every field that does not validate; the signal's reason when the client leaves
 */
export async function simulate(body: unknown, signal: AbortSignal): Promise<FleetAnswer> {
  const steps = fleetSteps(validOrRefuse(validateFleet(body)));
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await nextTurn();
    signal.throwIfAborted();
  }
}
