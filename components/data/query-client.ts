import { notifyManager, QueryClient } from '@tanstack/react-query';
import { RequestError } from './api-client.ts';

const MAX_RETRIES = 2;
/** On the server a cache lives as long as the request: a timer for each answer would hold all of them for minutes. */
const KEPT_MS = typeof window === 'undefined' ? Number.POSITIVE_INFINITY : 5 * 60_000;

// Answers that come together are drawn together: a timer for each would have the page drawn for each.
notifyManager.setScheduler(queueMicrotask);

/** The cache of the API's answers. What the server refused is not asked again; what did not reach it is, twice. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: KEPT_MS,
        retry: (failures, error) => failures < MAX_RETRIES && !(error instanceof RequestError && error.status < 500),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      },
    },
  });
}
