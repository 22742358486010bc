'use client';

import { useEffect, useState } from 'react';

/**
 * Whether a chart takes no notice of the pointer. A menu that closes above a chart leaves the pointer over it, and the
 * browser says that it has come in: a crosshair on each chart of the page, drawn before what was chosen in that menu. So
 * a chart whose range is changing is left alone until the pointer really moves.
 * @param isChanging another range was chosen than it shows
 * @param isUnder the pointer is over it already, as when a stretch was dragged
 */
export function useLeftAlone(isChanging: boolean, isUnder: boolean): boolean {
  const [alone, setAlone] = useState(false);
  if (isChanging && !isUnder && !alone) setAlone(true);
  useEffect(() => {
    if (!alone || isChanging) return;
    const end = () => setAlone(false);
    window.addEventListener('pointermove', end, { once: true });
    return () => window.removeEventListener('pointermove', end);
  }, [alone, isChanging]);
  return alone;
}
