'use client';

import { useLocalStorage } from '@mantine/hooks';
import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Zone } from '../../lib/format/time.ts';

interface ZoneSwitch {
  zone: Zone;
  setZone(zone: Zone): void;
}

const ZoneContext = createContext<ZoneSwitch>({ zone: 'local', setZone: () => undefined });

/** In which zone times are shown: the viewer's own, or UTC. Remembered by the browser. */
export function ZoneProvider({ children }: { children: ReactNode }) {
  const [stored, setZone] = useLocalStorage<Zone>({ key: 'weir-zone', defaultValue: 'local' });
  const zone: Zone = stored === 'utc' ? 'utc' : 'local';
  const value = useMemo(() => ({ zone, setZone }), [zone, setZone]);
  return <ZoneContext value={value}>{children}</ZoneContext>;
}

export function useZone(): ZoneSwitch {
  return use(ZoneContext);
}
