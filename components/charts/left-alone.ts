/** Set on the document while charts take no notice of the pointer; the style sheet of charts does the rest. */
const MARK = 'data-charts-left-alone';

/**
 * A menu that closes above a chart leaves the pointer over it, and the browser says that it has come in: a crosshair on
 * each chart of the page, drawn before what was chosen in that menu. So a click anywhere but on a chart has charts left
 * alone until the pointer really moves.
 */
export function leaveChartsAlone(root: HTMLElement, chartSelector: string): void {
  const end = () => root.removeAttribute(MARK);
  window.addEventListener(
    'click',
    (event) => {
      const { target } = event;
      // A finger leaves nothing behind, and comes down without having moved.
      if (event instanceof PointerEvent && event.pointerType === 'touch') return;
      if (target instanceof Element && target.closest(chartSelector)) return;
      root.setAttribute(MARK, '');
      window.addEventListener('pointermove', end, { once: true });
    },
    { capture: true },
  );
}
