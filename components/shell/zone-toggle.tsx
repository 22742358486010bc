'use client';

import { Button } from '@mantine/core';
import { zoneName } from '../../lib/format/time.ts';
import { Hint } from '../hint/hint.tsx';
import { useZone } from '../time/zone.tsx';
import { useAtRest } from '../turns/at-rest.ts';

/** Switches all times between the viewer's zone and UTC. */
export function ZoneToggle() {
  const { zone, setZone } = useZone();
  // To ask for the zone's name takes the browser some 20 ms.
  const isAtRest = useAtRest(true);
  const other = zone === 'utc' ? 'local' : 'utc';
  const hint = isAtRest ? `Times are in ${zoneName(zone, Date.now())}` : 'Times are in your zone';
  const label = zone === 'utc' ? 'UTC' : 'Local time';
  return (
    <Hint label={hint}>
      <Button
        visibleFrom="sm"
        variant="subtle"
        color="gray"
        size="compact-md"
        fz={13}
        fw={450}
        w={92}
        onClick={() => setZone(other)}
        aria-label={`${label}. ${hint}. Switch to ${other === 'utc' ? 'UTC' : 'your own zone'}`}
      >
        {label}
      </Button>
    </Hint>
  );
}
