import type { ModelKey } from './cast.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What goes wrong in the demonstration's week. Times are epoch milliseconds. */
export interface DemoEvents {
  overloads: { fromMs: number; toMs: number; share: number; models: ModelKey[]; postedAtMs: number | null }[];
  rateLimitDay: { fromMs: number; toMs: number; app: string };
  brokenDeploy: { fromMs: number; toMs: number; app: string };
}

/** The week that ends at `endMs`: an overload the status page tells of, one it does not, a day at the limit, a bad deploy. */
export function weekEvents(endMs: number): DemoEvents {
  const midnightMs = Math.floor(endMs / DAY_MS) * DAY_MS;
  const at = (daysAgo: number, hour: number, minute: number) =>
    midnightMs - daysAgo * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
  return {
    overloads: [
      {
        fromMs: at(2, 14, 7),
        toMs: at(2, 14, 58),
        share: 0.42,
        models: ['opus', 'sonnet', 'fable'],
        postedAtMs: at(2, 14, 31),
      },
      { fromMs: at(5, 12, 40), toMs: at(5, 13, 9), share: 0.64, models: ['sonnet'], postedAtMs: null },
    ],
    rateLimitDay: { fromMs: at(3, 0, 30), toMs: at(3, 6, 45), app: 'invoice-reader' },
    brokenDeploy: { fromMs: at(1, 16, 20), toMs: at(1, 16, 53), app: 'support-chat' },
  };
}

/** What the live part meets: an overload a few minutes after the start, told of by the status page while it lasts. */
export function liveEvents(startMs: number): DemoEvents {
  const at = (minutes: number) => startMs + minutes * MINUTE_MS;
  const never = { fromMs: 0, toMs: 0, app: '' };
  return {
    overloads: [
      { fromMs: at(3), toMs: at(15), share: 0.55, models: ['opus', 'sonnet', 'fable'], postedAtMs: at(9) },
      { fromMs: at(45), toMs: at(58), share: 0.5, models: ['sonnet'], postedAtMs: null },
    ],
    rateLimitDay: never,
    brokenDeploy: never,
  };
}

/** How overloaded a model is at a moment: the share of attempts that meet a 529. Rises and falls at the ends. */
export function overloadShare(events: DemoEvents, model: ModelKey, atMs: number): number {
  const background = 0.0015;
  for (const { fromMs, toMs, share, models } of events.overloads) {
    if (atMs < fromMs || atMs >= toMs || !models.includes(model)) continue;
    const ramp = Math.min(1, (atMs - fromMs) / (4 * MINUTE_MS), (toMs - atMs) / (8 * MINUTE_MS));
    return Math.max(background, share * ramp);
  }
  return background;
}
