/**
 * An SVG path of shares (0 at the bottom, 1 at the top) over time, from edge to edge; a line breaks where there is no
 * value. `null`: fewer than two values.
 */
export function sparklinePath(
  samples: readonly { at: number; used: number | null }[],
  widthPx: number,
  heightPx: number,
): string | null {
  const known = samples.filter(({ used }) => used !== null);
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last || last.at <= first.at) return null;
  let isDrawing = false;
  return samples
    .map(({ at, used }) => {
      if (used === null) {
        isDrawing = false;
        return '';
      }
      const x = ((at - first.at) / (last.at - first.at)) * widthPx;
      const y = heightPx - 1 - Math.min(1, Math.max(0, used)) * (heightPx - 2);
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return `${command}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
