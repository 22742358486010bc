import { IconCheck, IconX } from '@tabler/icons-react';
import type { Outcome } from '../../lib/outcome/vocabulary.ts';
import { OUTCOME_STYLES } from '../outcome/outcome-style.ts';
import classes from './detail.module.css';
import { OUTCOME_ADVICE } from './outcome-advice.ts';

/** What to do now, and what not. Nothing for calls that went well. */
export function CallAdvice({ outcome }: { outcome: Outcome }) {
  const advice = OUTCOME_ADVICE[outcome];
  if (!advice) return null;
  return (
    <section className={classes.advice}>
      <h2 className={classes.heading}>What to do</h2>
      <p className={classes.meaning}>{OUTCOME_STYLES[outcome].meaning}</p>
      <ul>
        {advice.does.map((text) => (
          <li key={text}>
            <IconCheck size={16} aria-label="Do" className={classes.do} /> {text}
          </li>
        ))}
        {advice.doesNot.map((text) => (
          <li key={text}>
            <IconX size={16} aria-label="Do not" className={classes.dont} /> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
