'use client';

import type { ReactNode } from 'react';
import { useAtRest } from '../turns/at-rest.ts';
import type { TimeRow } from './chart-types.ts';
import { CrosshairContext } from './crosshair.tsx';
import { useCrosshairCode } from './crosshair-code.ts';
import type { CrosshairLayerProps } from './crosshair-layer.tsx';

interface CrosshairOverProps {
  /** What is drawn below. */
  drawn: CrosshairLayerProps;
  /** A pointer or the focus is on the chart: it tells what it holds there. */
  under: boolean;
  tell: (row: TimeRow) => ReactNode;
}

/** The crosshair of a chart, which follows its drawing as soon as there is nothing else to do. */
export function CrosshairOver({ drawn, under, tell }: CrosshairOverProps) {
  const CrosshairLayer = useCrosshairCode(under);
  const settled = useAtRest(drawn);
  if (!CrosshairLayer || !settled) return null;
  const { title, rows, series, frame } = settled;
  return (
    <CrosshairContext value={under ? tell : null}>
      <CrosshairLayer {...{ title, rows, series, frame }} />
    </CrosshairContext>
  );
}
