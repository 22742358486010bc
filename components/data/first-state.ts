import { type DehydratedState, dehydrate, type QueryKey } from '@tanstack/react-query';
import { createQueryClient } from './query-client.ts';

/** Answers that a page comes with, for the cache of its questions; `null` is no answer and is left out. */
export function firstState(answers: readonly { queryKey: QueryKey; answer: unknown }[]): DehydratedState {
  const client = createQueryClient();
  for (const { queryKey, answer } of answers) if (answer !== null) client.setQueryData(queryKey, answer);
  return dehydrate(client);
}
