import { strategyLook } from './strategy-look.ts';

/** A piece of a strategy's line. */
export function StrategyMark({ index }: { index: number }) {
  const { color, dash } = strategyLook(index);
  return (
    <svg width="22" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="22" y2="4" stroke={color} strokeDasharray={dash} strokeWidth="2.2" />
    </svg>
  );
}
