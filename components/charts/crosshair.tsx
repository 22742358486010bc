import { createContext, type ReactNode, use } from 'react';
import type { TooltipContentProps } from 'recharts';
import { isTimeRow, type TimeRow } from './chart-types.ts';

/** What to show at the crosshair of the chart below; `null`: only the chart under the pointer or the focus tells. */
export const CrosshairContext = createContext<((row: TimeRow) => ReactNode) | null>(null);

/** What stands beside the crosshair. */
export function CrosshairContent({ active, payload }: TooltipContentProps) {
  const tell = use(CrosshairContext);
  const row: unknown = payload[0]?.payload;
  return active && tell && isTimeRow(row) ? tell(row) : null;
}
