import type { ReactNode } from 'react';
import type { Outcome } from '../../lib/outcome/vocabulary.ts';
import { OUTCOME_STYLES, type OutcomeShape, outcomeColor } from './outcome-style.ts';

const STROKE = { fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round' } as const;

const SHAPES: Record<OutcomeShape, ReactNode> = {
  disc: <circle cx="6" cy="6" r="4.4" fill="currentColor" />,
  triangle: <path d="M6 .9 11.6 11H.4Z" fill="currentColor" />,
  diamond: <path d="M6 .4 11.6 6 6 11.6.4 6Z" fill="currentColor" />,
  hexagon: <path d="M6 .5 10.8 3.2v5.6L6 11.5 1.2 8.8V3.2Z" fill="currentColor" />,
  cross: <path d="m2 2 8 8M10 2l-8 8" {...STROKE} strokeWidth="2.6" />,
  clock: (
    <>
      <circle cx="6" cy="6" r="4.6" {...STROKE} strokeWidth="1.8" />
      <path d="M6 3.4V6l1.9 1.3" {...STROKE} strokeWidth="1.6" />
    </>
  ),
  bars: <path d="M1.2 6H4M8 6h2.8M5.2 2.4l-1 7.2M7.8 2.4l-1 7.2" {...STROKE} strokeWidth="1.8" />,
  half: (
    <>
      <path d="M6 1.2a4.8 4.8 0 0 0 0 9.6Z" fill="currentColor" />
      <path d="M6 1.2a4.8 4.8 0 0 1 0 9.6" {...STROKE} strokeWidth="1.4" strokeDasharray="1.5 2.4" />
    </>
  ),
  square: <rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1" fill="currentColor" />,
  slash: (
    <>
      <circle cx="6" cy="6" r="4.6" {...STROKE} strokeWidth="1.8" />
      <path d="m3 9 6-6" {...STROKE} strokeWidth="1.8" />
    </>
  ),
  chevron: <path d="m1.8 3 4.2 3 4.2-3M1.8 7l4.2 3 4.2-3" {...STROKE} />,
  ring: <circle cx="6" cy="6" r="4.6" {...STROKE} strokeDasharray="2 2.8" />,
};

/** The mark of an outcome in its colour. It says nothing to a screen reader: set its label beside it. */
export function OutcomeMark({ outcome, size = 12 }: { outcome: Outcome; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 12 12"
      style={{ color: outcomeColor(outcome), flex: 'none' }}
    >
      {SHAPES[OUTCOME_STYLES[outcome].shape]}
    </svg>
  );
}
