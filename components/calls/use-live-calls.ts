'use client';

import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import type { LiveEvent } from '../../lib/api/live-shapes.ts';
import type { CallJson } from '../../lib/api/shapes.ts';
import { useLive } from '../data/live-provider.tsx';

/** Beyond so many, what is new is fetched anew instead of being kept one by one. */
const MOST_KEPT = 2_000;
const NONE: readonly CallJson[] = [];

interface LiveCallsOptions {
  /** Names the list: another one begins with nothing new. */
  listKey: string;
  enabled: boolean;
  paused: boolean;
  accepts: (call: CallJson) => boolean;
  /** Called when the list must be fetched anew: calls were missed. */
  onGap: () => void;
}

interface Kept {
  listKey: string;
  shown: readonly CallJson[];
  waiting: readonly CallJson[];
}

/** Calls as they end: those to show, and those that wait while the list is paused. */
export function useLiveCalls({ listKey, enabled, paused, accepts, onGap }: LiveCallsOptions) {
  const { stream } = useLive();
  const [kept, setKept] = useState<Kept>({ listKey, shown: NONE, waiting: NONE });
  const own = kept.listKey === listKey ? kept : { listKey, shown: NONE, waiting: NONE };

  const release = useCallback(
    () => setKept((now) => ({ ...now, shown: [...now.waiting, ...now.shown], waiting: NONE })),
    [],
  );
  const onEvent = useEffectEvent((event: LiveEvent) => {
    if (event.type === 'calls') {
      const fits = event.calls.filter(accepts);
      const tooMany = own.shown.length + own.waiting.length + fits.length > MOST_KEPT;
      if (!event.more && !tooMany) {
        if (fits.length === 0) return;
        const { shown, waiting } = own;
        setKept(
          paused
            ? { listKey, shown, waiting: [...fits, ...waiting] }
            : { listKey, shown: [...fits, ...waiting, ...shown], waiting: NONE },
        );
        return;
      }
    } else if (event.type === 'policies') return;
    setKept({ listKey, shown: NONE, waiting: NONE });
    onGap();
  });
  useEffect(() => (enabled ? stream?.onEvent((event) => onEvent(event)) : undefined), [enabled, stream]);
  return { shown: own.shown, waiting: own.waiting.length, release };
}
