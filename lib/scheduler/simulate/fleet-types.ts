import type { Policy } from '../policy.ts';

/** How the clients of a fleet wait. */
export interface FleetStrategy {
  name: string;
  /** The preset it is; `null`: a policy of one's own. */
  preset: string | null;
  policy: Policy;
}

/** A fleet of clients before a server with an outage. The model stands in `docs/decisions/fleet-model.md`. */
export interface FleetRequest {
  clients: number;
  /** Mean pause of a client between its calls, exponentially distributed. */
  pauseMs: number;
  /** How long a served call takes. */
  serviceMs: number;
  /** How long a refusal takes to come back. */
  refusalMs: number;
  /** Calls that the server can serve in a second; `null`: one and a half times what the fleet asks in quiet times. */
  capacityPerSecond: number | null;
  /** What a refusal costs the server, as a share of what a served call costs. */
  refusalCost: number;
  outageStartMs: number;
  outageMs: number;
  /** What is left of the capacity during the outage, 0 to 1. */
  outageCapacity: number;
  /** What every refusal asks to wait; `null`: nothing. */
  retryAfterMs: number | null;
  /** How long is simulated. */
  durationMs: number;
  seed: number;
  strategies: FleetStrategy[];
}

/** Times of the calls that succeeded, from the call's begin to its answer, in milliseconds. `null`: none did. */
export interface TimeToSuccess {
  p50Ms: number | null;
  p95Ms: number | null;
  maxMs: number | null;
}

export interface StrategyResult {
  name: string;
  preset: string | null;
  policy: Policy;
  /** Attempts that arrived in each bucket, a second. */
  loadPerSecond: number[];
  /** Of these, those that were served. */
  servedPerSecond: number[];
  calls: number;
  /** Calls that ended well, that were given up, and that were under way at the end. */
  successes: number;
  failures: number;
  unfinished: number;
  attempts: number;
  /** Attempts a call. */
  amplification: number;
  /** Attempts beyond each call's first. */
  extraAttempts: number;
  peakPerSecond: number;
  timeToSuccess: TimeToSuccess;
  /** End of the last second, after the outage, with more than 5 % refused; `null`: not within the time simulated. */
  recoveredAtMs: number | null;
  /** That, less the end of the outage. */
  recoveryMs: number | null;
  /** The simulation of this strategy was cut here: it made more attempts than are simulated; else `null`. */
  cutAtMs: number | null;
}

export interface FleetAnswer {
  seed: number;
  clients: number;
  bucketMs: number;
  /** Start of each bucket. */
  startsMs: number[];
  /** What the server can serve in each bucket, a second. */
  capacityPerSecond: number[];
  /** What the fleet asks in quiet times, a second. */
  quietPerSecond: number;
  outageStartMs: number;
  outageEndMs: number;
  strategies: StrategyResult[];
}

/** How far a simulation is. */
export interface FleetProgress {
  /** 0 to 1, over all strategies. */
  share: number;
  strategy: string;
}
