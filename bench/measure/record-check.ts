import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../targets/target.ts';

/** Whether every call that was made is on record. */
export interface RecordCheck {
  made: number;
  recorded: number;
  /** Not yet on record at the moment when the client had the end of the last response. */
  late: number;
  /** All of them, and none that was not made. */
  complete: boolean;
}

const POLL_MS = 200;
const SETTLE_DEADLINE_MS = 15_000;

/**
 * Compares what is on record with what was made. `atMost` more may be there: calls that were under way when the load ended.
 */
export async function checkRecord(target: Target, before: number, made: number, atMost: number): Promise<RecordCheck> {
  const count = async () => ((await target.recorded?.()) ?? 0) - before;
  const recordedAtOnce = await count();
  let recorded = recordedAtOnce;
  const deadlineMs = Date.now() + SETTLE_DEADLINE_MS;
  for (let earlier = -1; (recorded < made || recorded !== earlier) && Date.now() < deadlineMs; ) {
    earlier = recorded;
    await sleep(POLL_MS);
    recorded = await count();
  }
  const late = Math.max(0, made - recordedAtOnce);
  return { made, recorded, late, complete: recorded >= made && recorded <= made + atMost };
}

/** Of several loads one after another. */
export function joined(a: RecordCheck | null, b: RecordCheck): RecordCheck {
  if (!a) return b;
  return {
    made: a.made + b.made,
    recorded: a.recorded + b.recorded,
    late: a.late + b.late,
    complete: a.complete && b.complete,
  };
}
