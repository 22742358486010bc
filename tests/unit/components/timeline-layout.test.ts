import { describe, expect, it } from 'vitest';
import { GUTTER_LEFT_PX, GUTTER_RIGHT_PX } from '../../../components/charts/geometry.ts';
import { timelineLayout } from '../../../components/incidents/timeline-layout.ts';
import { anEpisode, anIncident, HOUR, MINUTE, START } from './incident-samples.ts';

const SPAN = { from: START - HOUR, to: START + 3 * HOUR };
/** A minute is two pixels. */
const WIDTH = 480 + GUTTER_LEFT_PX + GUTTER_RIGHT_PX;
const tied = anIncident({
  matches: [
    {
      episode: { id: anEpisode().id, provider: 'anthropic', startedAt: START, endedAt: START + 40 * MINUTE },
      lead: { ms: 10 * MINUTE },
      overlapMs: 30 * MINUTE,
      models: 'unnamed',
    },
  ],
});

describe('timelineLayout', () => {
  it('puts both on one scale and ties each episode to its post', () => {
    const layout = timelineLayout(SPAN, WIDTH, [anEpisode()], [tied]);
    expect(layout.episodes[0]).toMatchObject({ leftPx: GUTTER_LEFT_PX + 120, widthPx: 80 });
    expect(layout.incidents[0]).toMatchObject({ row: 0, postedPx: GUTTER_LEFT_PX + 140 });
    expect(layout.incidents[0]?.bars).toEqual([{ leftPx: GUTTER_LEFT_PX + 140, widthPx: 60 }]);
    expect(layout.ties).toMatchObject([{ fromPx: GUTTER_LEFT_PX + 120, toPx: GUTTER_LEFT_PX + 140, row: 0 }]);
  });

  it('leaves out what does not meet the range, and ties to what is not drawn', () => {
    const far = anIncident({ id: 'far', postedAt: START - 9 * HOUR });
    const layout = timelineLayout(SPAN, WIDTH, [], [tied, far]);
    expect(layout.incidents.map(({ incident }) => incident.id)).toEqual([tied.id]);
    expect(layout.ties).toEqual([]);
  });

  it('cuts at the edges, and marks no post that lies outside', () => {
    const early = anIncident({ postedAt: START - 2 * HOUR, spans: [{ from: START - 2 * HOUR, to: START + 9 * HOUR }] });
    const [drawn] = timelineLayout(SPAN, WIDTH, [], [early]).incidents;
    expect(drawn).toMatchObject({ postedPx: null, bars: [{ leftPx: GUTTER_LEFT_PX, widthPx: 480 }] });
  });

  it('keeps the short ones large enough to hit, and overlapping ones apart', () => {
    const brief = anIncident({ id: 'brief', spans: [{ from: START + 10 * MINUTE, to: START + 10 * MINUTE + 1 }] });
    const layout = timelineLayout(SPAN, WIDTH, [], [tied, brief]);
    expect(Math.min(...layout.incidents.flatMap(({ bars }) => bars.map(({ widthPx }) => widthPx)))).toBe(8);
    expect(layout.incidents.map(({ row }) => row)).toEqual([0, 1]);
    expect(layout.rows).toBe(2);
  });

  it('lets an episode that goes on reach to the end', () => {
    const [episode] = timelineLayout(SPAN, WIDTH, [anEpisode({ endedAt: null })], []).episodes;
    expect(episode?.widthPx).toBe(360);
  });
});
