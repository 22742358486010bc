import type { PolicySet } from '../scheduler/policy-set.ts';
import type { Preset } from '../scheduler/presets.ts';

/** A set of policies as it was put. */
export interface PolicyChangeJson {
  id: number;
  at: number;
  note: string | null;
  policies: PolicySet;
}

/** `GET /api/policy`, and what `PUT` answers. `PUT` takes `{ policies, note? }`. */
export interface PolicyAnswer {
  /** What the gateway follows; with `isDefault` nobody has put any yet. */
  policies: PolicySet;
  isDefault: boolean;
  id: number | null;
  changedAt: number | null;
  note: string | null;
}

/** `GET /api/policy/history?from&to`: oldest first. */
export interface PolicyHistoryAnswer {
  changes: PolicyChangeJson[];
}

/** `GET /api/presets`. */
export interface PresetsAnswer {
  presets: readonly Preset[];
}
