import { memo, useState } from 'react';
import { PageLink } from '../links/page-link.tsx';
import type { ChartMark, ChartRegion, TimeSpan } from './chart-types.ts';
import classes from './charts.module.css';
import { pixelAtTime } from './geometry.ts';
import { laneRows } from './lane-rows.ts';

interface ChartLaneProps {
  span: TimeSpan;
  marks: readonly ChartMark[];
  regions: readonly ChartRegion[];
  widthPx: number;
}

/** What is drawn in a lane: a bar, or a point where both ends are the same. */
interface LaneItem {
  id: string;
  look: string;
  label: string;
  href: string | undefined;
  leftPx: number;
  rightPx: number;
  isPoint: boolean;
}

const MIN_BAR_PX = 10;
const MAX_ROWS = 3;

/** The strips above the series: our own episodes and changes of policy, and below them what the status page posted. */
export const ChartLane = memo(function ChartLane({ span, marks, regions, widthPx }: ChartLaneProps) {
  const [toldId, setToldId] = useState<string | null>(null);
  const at = (ms: number) => pixelAtTime(span, widthPx, Math.min(Math.max(ms, span.fromMs), span.toMs));
  const item = (
    id: string,
    look: string,
    label: string,
    href: string | undefined,
    fromMs: number,
    toMs: number,
  ): LaneItem[] => {
    if (fromMs >= span.toMs || toMs < span.fromMs) return [];
    const leftPx = at(fromMs);
    const rightPx = Math.max(at(toMs), leftPx + MIN_BAR_PX);
    return [{ id, look, label, href, leftPx, rightPx, isPoint: fromMs === toMs }];
  };
  const ours = marks
    .flatMap(({ id, kind, label, href, atMs, toMs }) =>
      item(id, kind, label, href, atMs, toMs === null ? span.toMs : (toMs ?? atMs)),
    )
    .sort((a, b) => a.leftPx - b.leftPx);
  const posted = regions
    .flatMap(({ id, tone, label, href, fromMs, toMs }) => item(id, tone, label, href, fromMs, toMs ?? span.toMs))
    .sort((a, b) => a.leftPx - b.leftPx);
  const told = [...ours, ...posted].find(({ id }) => id === toldId);
  const tell = { told: setToldId, hush: () => setToldId(null) };
  return (
    <div className={classes.lanes}>
      <Strip name="Ours" items={ours} rows={1} {...tell} />
      <Strip name="Posted" items={posted} rows={MAX_ROWS} {...tell} />
      {told ? (
        <div
          className={classes.laneHint}
          aria-hidden="true"
          style={told.leftPx > widthPx / 2 ? { right: widthPx - told.rightPx } : { left: told.leftPx }}
        >
          {told.label}
        </div>
      ) : null}
    </div>
  );
});

interface StripProps {
  name: string;
  items: readonly LaneItem[];
  rows: number;
  told: (id: string) => void;
  hush: () => void;
}

function Strip({ name, items, rows, told, hush }: StripProps) {
  const rowOf = laneRows(items, rows);
  const used = Math.max(1, ...rowOf.map((row) => row + 1));
  return (
    <div className={classes.lane} style={{ '--lane-rows': used }}>
      <span className={classes.laneName}>{name}</span>
      {items.map(({ id, look, label, href, leftPx, rightPx, isPoint }, index) => {
        const shared = {
          className: classes.laneItem,
          'data-look': look,
          'aria-label': label,
          style: isPoint ? { left: leftPx } : { left: leftPx, width: rightPx - leftPx, '--lane-row': rowOf[index] },
          onPointerEnter: () => told(id),
          onPointerLeave: hush,
          onFocus: () => told(id),
          onBlur: hush,
        };
        return href ? <PageLink key={id} href={href} {...shared} /> : <span key={id} role="img" {...shared} />;
      })}
    </div>
  );
}
