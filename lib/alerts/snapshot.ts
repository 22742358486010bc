import type { ProviderEpisode } from '../insight/episode-scope.ts';
import type { LimitOutlook } from '../insight/limits.ts';
import type { VerdictState } from '../insight/verdict-input.ts';

/** A limit of one account, and of one model where limits are by model. */
export interface AccountLimit {
  account: string | null;
  model: string | null;
  outlook: LimitOutlook;
}

/** How one provider stands at a moment. */
export interface ProviderSnapshot {
  provider: string;
  /** The worst thing and all others that are wrong now. */
  states: readonly VerdictState[];
  /** Within the last day, oldest first; also one too young to be sure (confidence 0). */
  episodes: readonly ProviderEpisode[];
  /** The name of the incident that the page posted for the last episode; `null`: none. */
  incidentName: string | null;
  limits: readonly AccountLimit[];
}

export interface Snapshot {
  nowMs: number;
  providers: readonly ProviderSnapshot[];
}
