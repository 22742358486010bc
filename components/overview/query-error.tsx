import { RequestError } from '../data/api-client.ts';

/** What went wrong with a panel's data, and what to do about it. */
export function QueryError({ error }: { error: Error }) {
  const field = error instanceof RequestError ? error.field : null;
  return (
    <div role="alert">
      {error.message}
      {field === 'from' || field === 'to' ? ' Choose another range above.' : ''}
    </div>
  );
}
