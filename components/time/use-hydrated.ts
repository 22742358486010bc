import { useSyncExternalStore } from 'react';

const never = () => () => {};
const yes = () => true;
const no = () => false;

/**
 * Whether what is drawn is the browser's own: `false` on the server, and while the page takes over what the server drew,
 * which it must begin with. Unlike a state that is set once mounted it costs what the browser draws by itself nothing.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, yes, no);
}
