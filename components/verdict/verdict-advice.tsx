import { IconCheck, IconX } from '@tabler/icons-react';
import type { VerdictAdvice as Advice } from '../../lib/insight/verdict-input.ts';
import classes from './verdict.module.css';

/** What to do now, and as firmly what not to. */
export function VerdictAdvice({ advice }: { advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <div className={classes.advice}>
      <AdviceList kind="do" label="Do" advice={advice} />
      <AdviceList kind="dont" label="Do not" advice={advice} />
    </div>
  );
}

function AdviceList({ kind, label, advice }: { kind: Advice['kind']; label: string; advice: readonly Advice[] }) {
  const Icon = kind === 'do' ? IconCheck : IconX;
  return (
    <ul className={classes.adviceList} data-kind={kind} aria-label={label}>
      {advice
        .filter((each) => each.kind === kind)
        .map(({ text }) => (
          <li key={text}>
            <Icon size={15} stroke={2.4} aria-hidden="true" />
            <span>{text}</span>
          </li>
        ))}
    </ul>
  );
}
