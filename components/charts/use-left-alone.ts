'use client';

import { useEffect, useState } from 'react';

/**
 * Whether a chart takes no notice of the pointer. A menu that closes above a chart leaves the pointer over it, and the
 * browser says that it has come in: a crosshair on each chart of the page, drawn before what was chosen in that menu. So
 * a chart for which another range was chosen is left alone until the pointer really moves.
 * @param choice what was chosen
 * @param isChanging it is not shown yet
 * @param isUnder the pointer is over it already, as when a stretch was dragged
 */
export function useLeftAlone(choice: string, isChanging: boolean, isUnder: boolean): boolean {
  const [alone, setAlone] = useState(false);
  const [last, setLast] = useState(choice);
  const isNew = choice !== last;
  if (isNew) setLast(choice);
  if ((isNew || isChanging) && !isUnder && !alone) setAlone(true);
  useEffect(() => {
    if (!alone || isChanging) return;
    const end = () => setAlone(false);
    window.addEventListener('pointermove', end, { once: true });
    return () => window.removeEventListener('pointermove', end);
  }, [alone, isChanging]);
  return alone;
}
