'use client';

import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import type { SpanJson } from '../../lib/api/span-json.ts';
import { formatShare } from '../../lib/format/number.ts';
import { pixelAtTime } from '../charts/geometry.ts';
import { tickLabel, timeTicks } from '../charts/ticks.ts';
import { Hint } from '../hint/hint.tsx';
import { useZone } from '../time/zone.tsx';
import { impactTone, impactWords } from './impact.ts';
import { episodeState, episodeTitle, incidentState } from './match-words.ts';
import classes from './timeline.module.css';
import { type TimelineLayout, timelineLayout } from './timeline-layout.ts';

interface IncidentTimelineProps {
  /** `null` while the first answer is awaited. */
  span: SpanJson | null;
  episodes: readonly EpisodeJson[];
  incidents: readonly IncidentJson[];
  /** Up to when our own minutes were counted; `null`: still at it. */
  countedTo: number | null | undefined;
  openId: string | null;
  onOpen: (id: string) => void;
}

const OURS_TOP_PX = 4;
const OURS_HEIGHT_PX = 26;
const POSTED_TOP_PX = 56;
/** All rows together, however many: the page must not move when they come. */
const ROWS_PX = 66;
const ROW_MAX_PX = 22;
const PX_PER_TICK = 110;
const LABEL_FROM_PX = 44;
const BETWEEN_PX = 5;

const rowPx = ({ rows }: TimelineLayout): number => Math.min(ROW_MAX_PX, ROWS_PX / rows);

/** Both on one time scale: what we saw above, what the page posted below, and a line from each to its post. */
export function IncidentTimeline({ span, episodes, incidents, countedTo, openId, onOpen }: IncidentTimelineProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { zone } = useZone();
  const layout = span && width > 0 ? timelineLayout(span, width, episodes, incidents) : null;
  const height = POSTED_TOP_PX + ROWS_PX + 8;
  const ticks = span ? timeTicks(span.from, span.to, zone, Math.max(2, Math.floor(width / PX_PER_TICK))) : [];
  return (
    <section className={classes.panel} aria-label="Time line">
      <div ref={ref} className={classes.body} style={{ height: height + 22 }}>
        {layout && span ? (
          <>
            <Ties layout={layout} width={width} height={height} />
            <span className={classes.name} style={{ top: OURS_TOP_PX }}>
              Ours
            </span>
            <span className={classes.name} style={{ top: POSTED_TOP_PX }}>
              Posted
            </span>
            {layout.episodes.length === 0 ? (
              <span className={classes.none} style={{ top: OURS_TOP_PX }}>
                {countedTo === null ? 'The past is still being counted' : 'No episode in this range'}
              </span>
            ) : null}
            {layout.incidents.length === 0 ? (
              <span className={classes.none} style={{ top: POSTED_TOP_PX }}>
                Nothing posted in this range
              </span>
            ) : null}
            <Episodes layout={layout} openId={openId} onOpen={onOpen} />
            <Incidents layout={layout} openId={openId} onOpen={onOpen} />
            {ticks.map((atMs) => (
              <span
                key={atMs}
                className={classes.tick}
                style={{ left: pixelAtTime({ fromMs: span.from, toMs: span.to }, width, atMs), top: height }}
                suppressHydrationWarning
              >
                {tickLabel(atMs, zone)}
              </span>
            ))}
          </>
        ) : (
          <Skeleton height={height} radius="md" />
        )}
      </div>
    </section>
  );
}

type LaneProps = { layout: TimelineLayout } & Pick<IncidentTimelineProps, 'openId' | 'onOpen'>;

function Episodes({ layout, openId, onOpen }: LaneProps) {
  return layout.episodes.map(({ episode, leftPx, widthPx }) => {
    const { label, hint } = episodeState(episode);
    const text = `${episodeTitle(episode)}. ${label}${hint ? `, ${hint}` : ''}`;
    return (
      <Hint key={episode.id} label={text} multiline maw={380}>
        <button
          type="button"
          className={classes.episode}
          aria-label={text}
          data-state={episode.state}
          data-open={openId === episode.id || undefined}
          style={{ left: leftPx, width: widthPx, top: OURS_TOP_PX, height: OURS_HEIGHT_PX }}
          onClick={() => onOpen(episode.id)}
        >
          {widthPx >= LABEL_FROM_PX ? formatShare(episode.share) : null}
        </button>
      </Hint>
    );
  });
}

function Incidents({ layout, openId, onOpen }: LaneProps) {
  return layout.incidents.map(({ incident, row, bars, postedPx }) => {
    const { label, hint } = incidentState(incident);
    const text = `${impactWords(incident)}: ${incident.name}. ${label}${hint ? `, ${hint}` : ''}`;
    const top = POSTED_TOP_PX + row * rowPx(layout);
    return (
      <div key={incident.id}>
        {bars.map(({ leftPx, widthPx }) => (
          <Hint key={leftPx} label={text} multiline maw={380}>
            <button
              type="button"
              className={classes.incident}
              aria-label={text}
              data-tone={impactTone(incident)}
              data-counts={incident.counts}
              data-open={openId === incident.id || undefined}
              style={{ left: leftPx, width: widthPx, top, height: rowPx(layout) - BETWEEN_PX }}
              onClick={() => onOpen(incident.id)}
            />
          </Hint>
        ))}
        {postedPx === null ? null : (
          <span className={classes.post} style={{ left: postedPx, top: top - 3, height: rowPx(layout) }} />
        )}
      </div>
    );
  });
}

function Ties({ layout, width, height }: { layout: TimelineLayout; width: number; height: number }) {
  const fromY = OURS_TOP_PX + OURS_HEIGHT_PX;
  return (
    <svg className={classes.ties} width={width} height={height} aria-hidden="true">
      <line x1="0" x2={width} y1={POSTED_TOP_PX - 12} y2={POSTED_TOP_PX - 12} className={classes.rule} />
      {layout.ties.map(({ key, fromPx, toPx, row }) => (
        <path key={key} d={`M${fromPx} ${fromY}V${fromY + 6}L${toPx} ${POSTED_TOP_PX + row * rowPx(layout) - 4}`} />
      ))}
    </svg>
  );
}
