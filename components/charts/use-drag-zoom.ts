import { type PointerEvent, useRef, useState } from 'react';
import type { TimeSpan } from './chart-types.ts';
import { timeAtPixel } from './geometry.ts';
import { type BucketGrid, snapSpan } from './rows.ts';

const MIN_DRAG_PX = 6;

interface Drag {
  pointerId: number;
  startPx: number;
  widthPx: number;
}

/**
 * Selecting a stretch of time by dragging with a mouse or pen, and a moment by a click. Fingers scroll and read the
 * crosshair instead: they zoom through the range picker, and open what is marked in the strips above.
 */
export function useDragZoom(
  grid: BucketGrid,
  onZoom: ((span: TimeSpan) => void) | undefined,
  onPick: (atMs: number) => void,
) {
  const drag = useRef<Drag | null>(null);
  const [selection, setSelection] = useState<TimeSpan | null>(null);

  function spanTo(event: PointerEvent<HTMLElement>): TimeSpan | null {
    const { current } = drag;
    if (!current || current.pointerId !== event.pointerId) return null;
    const xPx = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (Math.abs(xPx - current.startPx) < MIN_DRAG_PX) return null;
    const at = (px: number) => timeAtPixel(grid, current.widthPx, px);
    return snapSpan(grid, at(current.startPx), at(xPx));
  }

  function stop(): void {
    drag.current = null;
    setSelection(null);
  }

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      if (event.target instanceof Element && event.target.closest('a, button')) return;
      const box = event.currentTarget.getBoundingClientRect();
      drag.current = { pointerId: event.pointerId, startPx: event.clientX - box.left, widthPx: box.width };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!drag.current) return;
      if (!onZoom) return;
      const span = spanTo(event);
      if (span) event.currentTarget.setPointerCapture(event.pointerId);
      setSelection(span);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const span = spanTo(event);
      const pressed = drag.current;
      stop();
      if (span) onZoom?.(span);
      else if (pressed) onPick(timeAtPixel(grid, pressed.widthPx, pressed.startPx));
    },
    onPointerCancel: stop,
  };
  return { selection, handlers };
}
