import type { Logger } from 'pino';

const PATIENCE_MS = 1_500;

/** An answer for a page's first picture; `null` for what fails or takes longer than a page may wait: it asks by itself. */
export function soon<T>(answer: Promise<T>, log: Logger): Promise<T | null> {
  return Promise.race([
    answer.catch((err: unknown) => {
      log.warn({ err }, 'what a page begins with could not be told');
      return null;
    }),
    new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null)),
  ]);
}
