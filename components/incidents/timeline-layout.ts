import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import type { SpanJson } from '../../lib/api/span-json.ts';
import { pixelAtTime } from '../charts/geometry.ts';
import { laneRows } from '../charts/lane-rows.ts';

export interface TimelineBar {
  leftPx: number;
  widthPx: number;
}

export interface TimelineEpisode extends TimelineBar {
  episode: EpisodeJson;
}

export interface TimelineIncident {
  incident: IncidentJson;
  row: number;
  bars: TimelineBar[];
  /** Where the page first told of it; `null`: before or after the range. */
  postedPx: number | null;
}

/** From where an episode shows here to where the page first told of it. */
export interface TimelineTie {
  key: string;
  fromPx: number;
  toPx: number;
  row: number;
}

export interface TimelineLayout {
  episodes: TimelineEpisode[];
  incidents: TimelineIncident[];
  ties: TimelineTie[];
  rows: number;
}

const MIN_BAR_PX = 8;
const MAX_ROWS = 8;

/** Where everything lies on a time line of `widthPx`, on the scale of the charts. */
export function timelineLayout(
  { from, to }: SpanJson,
  widthPx: number,
  episodes: readonly EpisodeJson[],
  incidents: readonly IncidentJson[],
): TimelineLayout {
  const span = { fromMs: from, toMs: to };
  const at = (ms: number) => pixelAtTime(span, widthPx, Math.min(Math.max(ms, from), to));
  const bar = (fromMs: number, toMs: number): TimelineBar => {
    const leftPx = at(fromMs);
    return { leftPx, widthPx: Math.max(MIN_BAR_PX, at(toMs) - leftPx) };
  };
  const meets = (fromMs: number, toMs: number) => fromMs < to && toMs >= from;

  const drawn = incidents
    .map((incident) => ({
      incident,
      bars: incident.spans.filter((each) => meets(each.from, each.to)).map((each) => bar(each.from, each.to)),
      postedPx: incident.postedAt >= from && incident.postedAt < to ? at(incident.postedAt) : null,
    }))
    .filter(({ bars }) => bars.length > 0)
    .sort((a, b) => (a.bars[0]?.leftPx ?? 0) - (b.bars[0]?.leftPx ?? 0));
  const rowOf = laneRows(
    drawn.map(({ bars }) => ({
      leftPx: bars[0]?.leftPx ?? 0,
      rightPx: Math.max(...bars.map((each) => each.leftPx + each.widthPx)),
    })),
    MAX_ROWS,
  );
  const placed = drawn.map((each, index): TimelineIncident => ({ ...each, row: rowOf[index] ?? 0 }));
  const ours = episodes
    .filter(({ startedAt, endedAt }) => meets(startedAt, endedAt ?? to))
    .map((episode): TimelineEpisode => ({ episode, ...bar(episode.startedAt, episode.endedAt ?? to) }));
  const ties = placed.flatMap(({ incident, row, postedPx }) =>
    postedPx === null
      ? []
      : incident.matches
          .filter(({ episode }) => ours.some((each) => each.episode.id === episode.id))
          .map(({ episode }) => ({
            key: `${episode.id} ${incident.id}`,
            fromPx: at(episode.startedAt),
            toPx: postedPx,
            row,
          })),
  );
  return { episodes: ours, incidents: placed, ties, rows: Math.max(1, ...placed.map(({ row }) => row + 1)) };
}
