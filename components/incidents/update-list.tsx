import type { IncidentUpdateJson } from '../../lib/api/incident-shapes.ts';
import { Time } from '../time/time.tsx';
import classes from './incidents.module.css';

const word = (status: string): string => `${status.charAt(0).toUpperCase()}${status.slice(1).replaceAll('_', ' ')}`;

/** Every update of an incident in full, the newest first. The page's own words, shown as text. */
export function UpdateList({ updates }: { updates: readonly IncidentUpdateJson[] }) {
  if (updates.length === 0) return <p className={classes.faint}>The page gave no updates.</p>;
  return (
    <ol className={classes.updates}>
      {updates.toReversed().map(({ id, status, body, createdAt, displayAt, editedAt, components }) => (
        <li key={id}>
          <div className={classes.updateHead}>
            <b>{word(status)}</b>
            <Time ms={createdAt} />
            {Math.abs(displayAt - createdAt) > 60_000 ? (
              <span className={classes.faint}>
                dated <Time ms={displayAt} /> by the page
              </span>
            ) : null}
            {editedAt === null ? null : (
              <span className={classes.faint}>
                changed by the page, seen <Time ms={editedAt} />
              </span>
            )}
          </div>
          <p className={classes.updateBody}>{body}</p>
          {components.length > 0 ? (
            <p className={classes.faint}>
              {components
                .map(({ name, newStatus }) => `${name}: ${newStatus?.replaceAll('_', ' ') ?? 'changed'}`)
                .join('; ')}
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
