import { dashboard } from './dashboard.ts';
import type { VerdictAnswer } from './present-shapes.ts';
import { soon } from './soon.ts';
import { statusAnswer } from './status.ts';
import type { StatusAnswer } from './status-shapes.ts';
import { verdictAnswer } from './verdict.ts';

/** What `GET /api/verdict` and `GET /api/status` answer at this moment. */
export interface Present {
  verdict: VerdictAnswer | null;
  status: StatusAnswer | null;
}

/**
 * The present for a page's first picture, so that nothing has to make room for it later; `null` for what cannot be told
 * at once: the page asks for it again by itself.
 */
export async function present(): Promise<Present> {
  const own = dashboard();
  const nowMs = Date.now();
  const counted = soon(own.episodes.refresh(), own.log);
  const [verdict, status] = await Promise.all([
    counted.then(() => soon(verdictAnswer(own, own.usual, null, nowMs), own.log)),
    counted.then(() => soon(statusAnswer(own, null, nowMs), own.log)),
  ]);
  return { verdict, status };
}
