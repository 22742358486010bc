import type { Difference } from '../../lib/scheduler/diff.ts';
import classes from './settings.module.css';

const shown = (value: Difference['before']): string =>
  value === undefined ? 'not there' : value === null ? 'none' : String(value);

/** In what two sets of policies differ. */
export function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  return (
    <ul className={classes.changes}>
      {differences.map(({ field, before, after }) => (
        <li key={field}>
          <code>{field}</code>
          <span>
            {shown(before)} → <b>{shown(after)}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}
