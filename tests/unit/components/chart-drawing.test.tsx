import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ChartDrawing, type ChartDrawingProps } from '../../../components/charts/chart-drawing.tsx';
import type { ChartRegion, ChartSeries } from '../../../components/charts/chart-types.ts';
import { AXIS_HEIGHT_PX, GUTTER_LEFT_PX, GUTTER_RIGHT_PX, GUTTER_TOP_PX } from '../../../components/charts/geometry.ts';
import { toRows } from '../../../components/charts/rows.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 10, 24, 12);
const SPAN = { fromMs: NOON_MS, toMs: NOON_MS + 4 * HOUR_MS };
/** A hundred pixels an hour. */
const FRAME = { span: SPAN, widthPx: GUTTER_LEFT_PX + 400 + GUTTER_RIGHT_PX, heightPx: 236, topValue: 1 };
const PLOT_PX = 236 - GUTTER_TOP_PX - AXIS_HEIGHT_PX;
const SERIES: ChartSeries[] = [{ key: 'overloaded', label: '529', color: 'red', kind: 'area' }];
const ROWS = toRows({ ...SPAN, stepMs: HOUR_MS }, { overloaded: [0, 0.5, 1, 0] });

const drawn = (more: Partial<ChartDrawingProps> = {}) =>
  renderToStaticMarkup(
    <ChartDrawing
      title="Errors"
      rows={ROWS}
      series={SERIES}
      regions={[]}
      frame={FRAME}
      values={[0, 0.5, 1]}
      kind="share"
      formatValue={(value) => `${value * 100}%`}
      zone="utc"
      {...more}
    />,
  );
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const places = (svg: string) =>
  [...svg.matchAll(/<rect data-region="(\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
    ([, tone, ...numbers]) => [tone, ...numbers.map(Number)],
  );

describe('ChartDrawing', () => {
  it('is an image with a name, its values beside it and the times of the zone below', () => {
    const svg = drawn();
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toContain('<title>Errors. 529: highest 100% at 24 Nov, 14:00:00, last 0%.</title>');
    expect(texts(svg)).toEqual(['0%', '50%', '100%', '12:00', '13:00', '14:00', '15:00', '16:00']);
  });

  it('tells no time while the zone is not known', () => {
    const svg = drawn({ zone: null });
    expect(texts(svg)).toEqual(['0%', '50%', '100%']);
    expect(svg).toContain('<title>Errors</title>');
    expect(svg).not.toContain('data-axis="time"');
    expect(svg).toContain('<path d="M');
  });

  it('maps its plot onto whatever width it has, gutters left out', () => {
    expect(drawn()).toContain(
      `width="100%" height="236" viewBox="${GUTTER_LEFT_PX} 0 400 236" preserveAspectRatio="none"`,
    );
  });

  it('keeps the last time within the chart', () => {
    const last = /<text x="([\d.]+)"[^>]*>16:00<\/text>/.exec(drawn())?.[1];
    // Half of five characters of 6 px stand out of the plot, and the gutter holds 14.
    expect(Number(last)).toBe(400 + GUTTER_RIGHT_PX - 15);
  });

  it('shades what was posted, cut to the chart, also what goes on; what lies outside is left out', () => {
    const region = (id: string, tone: ChartRegion['tone'], fromHour: number, toHour: number | null) => ({
      id,
      tone,
      label: id,
      fromMs: NOON_MS + fromHour * HOUR_MS,
      toMs: toHour === null ? null : NOON_MS + toHour * HOUR_MS,
    });
    const svg = drawn({
      regions: [
        region('begun before', 'minor', -2, 1),
        region('goes on', 'critical', 3, null),
        region('over', 'major', -3, 0),
        region('to come', 'maintenance', 4, 5),
      ],
    });
    expect(places(svg)).toEqual([
      ['minor', GUTTER_LEFT_PX, GUTTER_TOP_PX, 100, PLOT_PX],
      ['critical', GUTTER_LEFT_PX + 300, GUTTER_TOP_PX, 100, PLOT_PX],
    ]);
  });

  it('writes durations in the unit of their axis', () => {
    expect(texts(drawn({ kind: 'duration', values: [0, 500, 1000], zone: null }))).toEqual(['0', '0.5 s', '1 s']);
  });

  it('lets no text of a series out of its place', () => {
    const evil = '"><script>alert(1)</script>';
    const svg = drawn({ title: evil, series: [{ ...SERIES[0], key: 'overloaded', label: evil } as ChartSeries] });
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&lt;script&gt;');
  });
});
