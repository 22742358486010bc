// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as a grid and placed by transform; table elements lose their roles so
import type { CallJson } from '../../lib/api/shapes.ts';
import { formatDuration } from '../../lib/format/number.ts';
import { valueLabel } from '../filters/fields.ts';
import { OutcomeBadge } from '../outcome/outcome-badge.tsx';
import { Time } from '../time/time.tsx';
import classes from './calls.module.css';

/** A call on a narrow screen: what matters, in two lines. */
export function CallCard({ call }: { call: CallJson }) {
  return (
    <div role="gridcell" tabIndex={-1} className={classes.card}>
      <div className={classes.cardLine}>
        <OutcomeBadge outcome={call.outcome} phase={call.phase} />
        {call.status === null ? null : <b>{call.status}</b>}
        <span className={classes.cardEnd}>
          <Time ms={call.startedAt} />
        </span>
      </div>
      <div className={classes.cardLine}>
        <span className={classes.cardModel}>{valueLabel('model', call.model ?? '')}</span>
        <span className={classes.cardEnd}>
          {call.attempts > 1 ? `${call.attempts} attempts, ` : ''}
          {formatDuration(call.durationMs)}
        </span>
      </div>
    </div>
  );
}
