import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../targets/target.ts';

/** Whether every call that was made is on record. */
export interface RecordCheck {
  made: number;
  recorded: number;
  complete: boolean;
}

const SETTLE_DEADLINE_MS = 5000;

/**
 * Compares what is on record with what was made. `atMost` more may be there: calls that were under way when the load ended.
 * Finished calls must be there at once; those that were cut off get a moment to arrive.
 */
export async function checkRecord(target: Target, before: number, made: number, atMost: number): Promise<RecordCheck> {
  const count = async () => ((await target.recorded?.()) ?? 0) - before;
  const recordedAtOnce = await count();
  let recorded = recordedAtOnce;
  const deadline = Date.now() + SETTLE_DEADLINE_MS;
  for (let still = -1; still !== recorded && Date.now() < deadline; ) {
    still = recorded;
    await sleep(200);
    recorded = await count();
  }
  return { made, recorded, complete: recordedAtOnce >= made && recorded <= made + atMost };
}
