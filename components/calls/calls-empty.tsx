import { Button } from '@mantine/core';
import type { Scope } from '../data/scope.ts';
import { EmptyRecord } from '../overview/empty-record.tsx';
import classes from './calls.module.css';

interface CallsEmptyProps {
  pages: { error: Error | null; isPending: boolean; refetch: () => unknown };
  count: number;
  scope: Scope;
  search: string;
}

/** In place of rows: what went wrong, or why there are none and what to do. */
export function CallsEmpty({ pages, count, scope, search }: CallsEmptyProps) {
  if (pages.error && count === 0)
    return (
      <div className={classes.empty} role="alert">
        <p>{pages.error.message}</p>
        <Button variant="default" size="xs" onClick={() => void pages.refetch()}>
          Try again
        </Button>
      </div>
    );
  if (pages.isPending || count > 0) return null;
  return (
    <div className={classes.empty}>
      {search.trim() ? (
        <p>
          Nothing in this range has this id or this text in its error message. Ids must be whole; for older calls,
          choose a longer range.
        </p>
      ) : (
        <EmptyRecord scope={scope} />
      )}
    </div>
  );
}
