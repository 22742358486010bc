import type { CapacityRateJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import { formatCount, formatShare } from '../../lib/format/number.ts';
import classes from './incidents.module.css';

const STEPS = [
  ['before', 'the hour before'],
  ['during', 'while it went on'],
  ['after', 'the hour after'],
] as const;

function words(rate: CapacityRateJson | null, when: string): string {
  if (!rate) return `${when}: not over yet`;
  if (rate.attempts === 0) return `${when}: no attempts`;
  return `${when}: ${formatCount(rate.overloaded)} of ${formatCount(rate.attempts)} attempts overloaded`;
}

/** Our own share of 529s before, during and after an incident. */
export function RateSteps({ rates }: { rates: IncidentJson['rates'] }) {
  if (!rates) return <span className={classes.faint}>not measured</span>;
  return (
    <span className={classes.rates}>
      {STEPS.map(([key, when]) => {
        const rate = rates[key];
        return (
          <span key={key} className={classes.rate} title={words(rate, when)}>
            <small>{key}</small>
            <b>{rate ? formatShare(rate.share) : '…'}</b>
          </span>
        );
      })}
    </span>
  );
}
