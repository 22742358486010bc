import type { IncidentJson } from '../../lib/api/incident-shapes.ts';
import { type ImpactTone, impactTone, impactWords } from './impact.ts';
import classes from './incidents.module.css';

const SHAPES: Record<ImpactTone, React.ReactNode> = {
  maintenance: <circle cx="8" cy="8" r="5.5" fill="none" strokeDasharray="2 2" />,
  minor: <path d="M8 2.5 14 13.5H2Z" fill="none" />,
  major: <path d="M8 2.5 14 13.5H2Z" />,
  critical: <path d="M5 2h6l3 3v6l-3 3H5l-3-3V5Z" />,
};

/** The shape of an impact, in its colour; with its word for those who do not see it. */
export function ImpactMark({ incident, size = 16 }: { incident: IncidentJson; size?: number }) {
  const tone = impactTone(incident);
  return (
    <svg
      role="img"
      aria-label={impactWords(incident)}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className={classes.impact}
      data-tone={tone}
    >
      {SHAPES[tone]}
    </svg>
  );
}
