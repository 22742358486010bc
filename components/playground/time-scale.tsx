import { formatDuration } from '../../lib/format/number.ts';
import classes from './playground.module.css';
import { linePercent } from './schedule-rows.ts';

/** The line's times since the first failure. */
export function TimeScale({ endMs, ticks }: { endMs: number; ticks: readonly number[] }) {
  return (
    <div className={classes.scale} aria-hidden>
      {ticks.map((ms) => (
        <span key={ms} style={{ left: `${linePercent(ms, endMs)}%` }}>
          {ms === 0 ? <First /> : formatDuration(ms)}
        </span>
      ))}
    </div>
  );
}

/** Where the scale is narrow, the words would run into the next mark. */
function First() {
  return (
    <>
      <span className={classes.firstWords}>first failure</span>
      <span className={classes.firstMark}>0</span>
    </>
  );
}
