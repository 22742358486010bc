/** Paths of the API that can be asked together, in one request to `/api/together`. */
export const TOGETHER_PATHS = [
  '/api/summary',
  '/api/series',
  '/api/breakdown',
  '/api/incidents',
  '/api/episodes',
  '/api/policy/history',
] as const;
export type TogetherPath = (typeof TOGETHER_PATHS)[number];

/** How many paths one request may name. */
export const TOGETHER_MAX = 12;

/** To each path, in order, what it would be answered with by itself. */
export interface TogetherAnswer {
  answers: { status: number; body: unknown }[];
}
