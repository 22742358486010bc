import { fleetSteps } from '../scheduler/simulate/fleet.ts';
import type { FleetAnswer } from '../scheduler/simulate/fleet-types.ts';
import { validateFleet } from '../scheduler/simulate/validate-fleet.ts';
import { validOrRefuse } from './refuse.ts';
import { runStepwise } from './stepwise.ts';

/**
 * Simulates a fleet, a few milliseconds at a time, so that other requests are answered in between.
 * @param body a fleet; what is left out holds as in the default one
 * @throws ApiError 400 naming every field that does not validate; the signal's reason when the client leaves
 */
export async function simulate(body: unknown, signal: AbortSignal): Promise<FleetAnswer> {
  return runStepwise(fleetSteps(validOrRefuse(validateFleet(body))), signal);
}
