import type { HealthAnswer } from '../../lib/api/shapes.ts';
import type { LiveState } from '../data/live-stream.ts';

export interface Trouble {
  title: string;
  advice: string;
}

/** The gravest thing that is wrong with Weir itself; `null`: nothing. `health` is `null` when it could not be asked. */
export function troubleOf(live: LiveState, health: HealthAnswer | null | undefined): Trouble | null {
  if (health === null)
    return {
      title: 'The dashboard’s server does not answer.',
      advice: 'What you see may be old. Look whether “npm start” still runs; this page comes back by itself.',
    };
  if (health && !health.database.ok)
    return {
      title: 'The database cannot be read.',
      advice: 'Calls still pass through the gateway. The dashboard’s log says why: a full disk, or a missing file.',
    };
  if (health && !health.gateway.ok)
    return {
      title: 'The gateway does not answer.',
      advice: 'Calls sent to it fail now. “npm start” restarts it; its log says what stopped it.',
    };
  if (live === 'down')
    return { title: 'The live stream is down.', advice: 'New calls do not appear by themselves; it tries again.' };
  return null;
}
