import type { Outcome, Phase } from '../../lib/outcome/vocabulary.ts';
import classes from './outcome-badge.module.css';
import { OutcomeMark } from './outcome-shape.tsx';
import { OUTCOME_STYLES, outcomeColor } from './outcome-style.ts';

interface OutcomeBadgeProps {
  outcome: Outcome;
  phase?: Phase | null;
  /** Mark and word without the tinted ground, for legends and lists. */
  plain?: boolean;
}

/** An outcome told by shape, word and colour. */
export function OutcomeBadge({ outcome, phase = null, plain = false }: OutcomeBadgeProps) {
  const { label, meaning } = OUTCOME_STYLES[outcome];
  return (
    <span
      className={classes.badge}
      data-plain={plain || undefined}
      title={phase === 'mid_stream' ? `${meaning} It happened in mid-stream.` : meaning}
      style={{ '--badge-color': outcomeColor(outcome) }}
    >
      <OutcomeMark outcome={outcome} />
      {label}
      {phase === 'mid_stream' ? ' mid-stream' : ''}
    </span>
  );
}
