import { fleetSteps } from '../../lib/scheduler/simulate/fleet.ts';
import type { FleetAnswer, FleetProgress, FleetRequest } from '../../lib/scheduler/simulate/fleet-types.ts';

/** What the worker tells: how far it is, and in the end the answer. Ending the worker cancels it. */
export type FleetMessage = { kind: 'progress'; progress: FleetProgress } | { kind: 'done'; answer: FleetAnswer };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<FleetRequest>) => void) | null;
  postMessage(message: FleetMessage): void;
};

scope.onmessage = ({ data }) => {
  const steps = fleetSteps(data);
  let step = steps.next();
  while (!step.done) {
    scope.postMessage({ kind: 'progress', progress: step.value });
    step = steps.next();
  }
  scope.postMessage({ kind: 'done', answer: step.value });
};
