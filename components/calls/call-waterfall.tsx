import type { CallAnswer } from '../../lib/api/shapes.ts';
import { formatDuration } from '../../lib/format/number.ts';
import { Hint } from '../hint/hint.tsx';
import { OutcomeBadge } from '../outcome/outcome-badge.tsx';
import { outcomeColor } from '../outcome/outcome-style.ts';
import classes from './detail.module.css';
import { type Segment, type SegmentKind, type Waterfall, waterfallOf } from './waterfall.ts';

const KIND_LABELS: Record<SegmentKind, string> = {
  queued: 'queued in the gateway',
  backoff: 'backing off',
  waiting: 'waiting for the answer',
  responding: 'answer begun, no content yet',
  streaming: 'streaming',
  receiving: 'receiving',
};

/** A call's attempts under one another on one time line. */
export function CallWaterfall({ call }: { call: CallAnswer }) {
  const waterfall = waterfallOf(call);
  const kinds = [...new Set(waterfall.lanes.flatMap(({ segments }) => segments.map(({ kind }) => kind)))];
  return (
    <div>
      <ol className={classes.lanes}>
        {waterfall.lanes.map(({ attempt, segments }) => (
          <li key={attempt.id} className={classes.lane}>
            <span className={classes.laneName}>
              {attempt.n}. <OutcomeBadge outcome={attempt.outcome} phase={attempt.phase} plain />
              {attempt.status === null ? null : <b>{attempt.status}</b>}
            </span>
            <span className={classes.track}>
              {segments.map((segment) => (
                <Bar key={segment.kind} segment={segment} waterfall={waterfall} color={outcomeColor(attempt.outcome)} />
              ))}
            </span>
            <span className={classes.laneTime}>{formatDuration(attempt.durationMs)}</span>
          </li>
        ))}
      </ol>
      <ul className={classes.kinds}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span className={classes.bar} data-kind={kind} /> {KIND_LABELS[kind]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Bar({ segment, waterfall, color }: { segment: Segment; waterfall: Waterfall; color: string }) {
  const { kind, fromMs, toMs } = segment;
  const wholeMs = waterfall.endMs - waterfall.startMs;
  const percent = (ms: number) => `${(ms / wholeMs) * 100}%`;
  const label = `${formatDuration(toMs - fromMs)} ${KIND_LABELS[kind]}`;
  return (
    <Hint label={label}>
      <span
        className={classes.bar}
        data-kind={kind}
        role="img"
        aria-label={label}
        style={{ left: percent(fromMs - waterfall.startMs), width: percent(toMs - fromMs), '--bar-color': color }}
      />
    </Hint>
  );
}
