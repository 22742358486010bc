import { formatCompact, formatDuration } from '../../lib/format/number.ts';
import type { FleetAnswer } from '../../lib/scheduler/simulate/fleet-types.ts';
import classes from '../charts/charts.module.css';
import type { FleetRow } from './fleet-view.ts';

import { StrategyMark } from './strategy-mark.tsx';

export function isFleetRow(value: unknown): value is FleetRow {
  return typeof value === 'object' && value !== null && 'atSeconds' in value && 'capacity' in value;
}

/** The loads at one moment. */
export function FleetTooltip({ row, answer }: { row: FleetRow; answer: FleetAnswer }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipTime}>after {formatDuration(row.atSeconds * 1000)}, attempts a second</div>
      <div className={classes.tooltipRow}>
        capacity <b>{formatCompact(Math.round(row.capacity))}</b>
      </div>
      {answer.strategies.map((strategy, i) => (
        <div key={strategy.name} className={classes.tooltipRow}>
          <StrategyMark index={i} /> {strategy.name} <b>{formatCompact(Math.round(row[`s${i}`] ?? 0))}</b>
        </div>
      ))}
    </div>
  );
}
