import { useEffect } from 'react';

/** A page is drawn by then: what nobody has asked for yet must not keep it. */
const LOAD_AFTER_MS = 5_000;

/** Has code loaded once the page is at rest. What cannot be loaded is tried again when it is asked for. */
export function useLoadLater(load: () => Promise<unknown>): void {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), LOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [load]);
}
