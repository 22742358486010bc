import { dashboard } from './dashboard.ts';
import type { VerdictAnswer } from './present-shapes.ts';
import { statusAnswer } from './status.ts';
import type { StatusAnswer } from './status-shapes.ts';
import { verdictAnswer } from './verdict.ts';

/** What `GET /api/verdict` and `GET /api/status` answer at this moment. */
export interface Present {
  verdict: VerdictAnswer | null;
  status: StatusAnswer | null;
}

const PATIENCE_MS = 1_500;

/**
 * The present for a page's first picture, so that nothing has to make room for it later; `null` for what cannot be told
 * at once: the page asks for it again by itself.
 */
export async function present(): Promise<Present> {
  const own = dashboard();
  const nowMs = Date.now();
  const soon = <T>(answer: Promise<T>): Promise<T | null> =>
    Promise.race([
      answer.catch((err: unknown) => {
        own.log.warn({ err }, 'the present could not be told');
        return null;
      }),
      new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null)),
    ]);
  const counted = soon(own.episodes.refresh());
  const [verdict, status] = await Promise.all([
    counted.then(() => soon(verdictAnswer(own, own.usual, null, nowMs))),
    counted.then(() => soon(statusAnswer(own, null, nowMs))),
  ]);
  return { verdict, status };
}
