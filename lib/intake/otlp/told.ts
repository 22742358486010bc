import type { ReportedAttempt } from '../../../db/store.ts';

export type Told = ReportedAttempt;

/** What is known beside the telemetry itself. */
export interface Telemetry {
  /** The gateway's own addresses, `host:port`. */
  ownHosts: ReadonlySet<string>;
  /** Names of upstreams, by the host (with the port, if it is not the usual one) of each. */
  upstreams: readonly { name: string; host: string }[];
}
