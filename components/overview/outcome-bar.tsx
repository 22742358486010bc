import type { Figures } from '../../lib/api/shapes.ts';
import { formatShare } from '../../lib/format/number.ts';
import { OUTCOME_STYLES, outcomeColor, STACK_ORDER } from '../outcome/outcome-style.ts';
import classes from './overview.module.css';

/** The outcomes of one row as a bar; its text says the same to those who do not see it. */
export function OutcomeBar({ figures }: { figures: Figures }) {
  const parts = STACK_ORDER.filter((outcome) => figures.outcomes[outcome] > 0);
  const text = parts
    .map((outcome) => `${OUTCOME_STYLES[outcome].label} ${formatShare(figures.shares[outcome])}`)
    .join(', ');
  return (
    <div className={classes.bar} role="img" aria-label={text} title={text}>
      {parts.map((outcome) => (
        <span key={outcome} style={{ flexGrow: figures.outcomes[outcome], background: outcomeColor(outcome) }} />
      ))}
    </div>
  );
}
