'use client';

import { formatTime, formatUtc, type TimeStyle } from '../../lib/format/time.ts';
import { useHydrated } from './use-hydrated.ts';
import { useZone } from './zone.tsx';

/** A time in the reader's zone; UTC one hover away, or the reader's own when all times are in UTC. */
export function Time({ ms, style = 'full' }: { ms: number; style?: TimeStyle }) {
  const { zone } = useZone();
  // React keeps a text that the server wrote, in the server's zone: another element takes its place.
  const author = useHydrated() ? 'browser' : 'server';
  const title = zone === 'utc' ? `${formatTime(ms, 'millisecond', 'local')} in your zone` : formatUtc(ms);
  return (
    <time
      key={author}
      dateTime={Number.isFinite(ms) ? new Date(ms).toISOString() : undefined}
      title={title}
      suppressHydrationWarning
    >
      {formatTime(ms, style, zone)}
    </time>
  );
}
