/** A place in a chart, in pixels; `y` is `null` where there is no value. */
export interface ShapePoint {
  x: number;
  y: number | null;
}

/** From point to point, or level around each point and upright midway between two. */
export type PathCurve = 'linear' | 'step';

type Known = { x: number; y: number };

/** Finer is not seen, and twice as long to write, to read and to paint. */
const rounded = (px: number) => Math.round(px * 10) / 10;

/** SVG path data of a line through the points, broken where there is no value. */
export function linePath(points: readonly ShapePoint[], curve: PathCurve): string {
  return stretches(points)
    .map(({ known }) => `M${place(known[0])}${along(known, curve)}`)
    .join('');
}

/**
 * SVG path data of what lies between the points and the ground, broken where there is no value.
 * @param ground one level, or a point below each of the points
 */
export function areaPath(
  points: readonly ShapePoint[],
  ground: number | readonly ShapePoint[],
  curve: PathCurve,
): string {
  return stretches(points)
    .map(({ start, known }) => {
      const below = known.map(({ x }, i) => ({
        x,
        y: typeof ground === 'number' ? ground : (ground[start + i]?.y ?? 0),
      }));
      const back = below.reverse();
      return `M${place(known[0])}${along(known, curve)}L${place(back[0])}${along(back, curve)}Z`;
    })
    .join('');
}

const place = (point: Known | undefined) => (point ? `${rounded(point.x)},${rounded(point.y)}` : '');

/** From the first of the points, where the pen is, to the last. */
function along(points: readonly Known[], curve: PathCurve): string {
  let data = '';
  let [last] = points;
  for (const point of points.slice(1)) {
    if (!last) break;
    if (curve === 'linear') data += `L${place(point)}`;
    else if (rounded(point.y) !== rounded(last.y)) data += `H${rounded((last.x + point.x) / 2)}V${rounded(point.y)}`;
    last = point;
  }
  return curve === 'step' && last ? `${data}H${rounded(last.x)}` : data;
}

/** The stretches of points with a value, each with the index of its first. */
function stretches(points: readonly ShapePoint[]): { start: number; known: Known[] }[] {
  const found: { start: number; known: Known[] }[] = [];
  let current: Known[] | null = null;
  for (const [index, { x, y }] of points.entries()) {
    if (y === null) current = null;
    else if (current) current.push({ x, y });
    else {
      current = [{ x, y }];
      found.push({ start: index, known: current });
    }
  }
  return found;
}
