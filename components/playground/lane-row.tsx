import { Badge } from '@mantine/core';
import { formatDuration } from '../../lib/format/number.ts';
import classes from './playground.module.css';
import { hintInWords, type Lane, linePercent } from './schedule-rows.ts';

function inWords(lane: Lane): string {
  const count = lane.retries.length;
  if (count === 0) return 'does not retry';
  const retries = count === 1 ? '1 retry' : `${count} retries`;
  return `${retries} over ${formatDuration(lane.totalMs)}, at most ${formatDuration(lane.longestMs)}`;
}

/** One policy's retries on the line. */
export function LaneRow({ lane, endMs, ticks }: { lane: Lane; endMs: number; ticks: readonly number[] }) {
  const at = (ms: number) => `${linePercent(ms, endMs)}%`;
  const hint = hintInWords(lane);
  const width = (fromMs: number, toMs: number) => `${linePercent(toMs, endMs) - linePercent(fromMs, endMs)}%`;
  return (
    <div
      className={classes.lane}
      data-chosen={lane.id === 'chosen' || undefined}
      data-wrong={lane.wrongWay || undefined}
    >
      <div className={classes.laneHead}>
        <span className={classes.laneTitle}>{lane.title}</span>
        {lane.wrongWay ? (
          <Badge size="xs" color="red" variant="light">
            what not to do
          </Badge>
        ) : null}
        <span className={classes.laneNote}>{inWords(lane)}</span>
        {hint ? (
          <span className={classes.laneHint}>
            <b>{hint.label}.</b> {hint.because}
          </span>
        ) : null}
      </div>
      <div className={classes.track} role="img" aria-label={`${lane.title}: ${inWords(lane)}`}>
        {ticks.map((ms) => (
          <span key={ms} className={classes.rule} style={{ left: at(ms) }} />
        ))}
        {lane.retries.map((retry) => (
          <span
            key={retry.n}
            className={classes.band}
            style={{ left: at(retry.earliestMs), width: width(retry.earliestMs, retry.latestMs) }}
          />
        ))}
        {lane.retries.map((retry) => (
          <span key={retry.n} className={classes.mean} style={{ left: at(retry.averageMs) }} />
        ))}
        {lane.retries.map((retry) => (
          <span
            key={retry.n}
            className={classes.draw}
            style={{ left: at(retry.cumulativeMs) }}
            title={`Retry ${retry.n + 1} after ${formatDuration(retry.cumulativeMs)}`}
          />
        ))}
      </div>
    </div>
  );
}
