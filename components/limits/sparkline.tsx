import { sparklinePath } from './sparkline-path.ts';

const WIDTH_PX = 84;
const HEIGHT_PX = 18;

/** How full a limit was over the last hours; decorative beside its figures. */
export function Sparkline({ samples }: { samples: readonly { at: number; used: number | null }[] }) {
  const path = sparklinePath(samples, WIDTH_PX, HEIGHT_PX);
  return (
    <svg aria-hidden="true" width={WIDTH_PX} height={HEIGHT_PX} style={{ flex: 'none' }}>
      {path ? <path d={path} fill="none" stroke="var(--weir-accent)" strokeWidth="1.4" /> : null}
    </svg>
  );
}
