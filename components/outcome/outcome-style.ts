import { OUTCOMES, type Outcome } from '../../lib/outcome/vocabulary.ts';

/** Shapes tell outcomes apart where colour cannot. */
export type OutcomeShape =
  | 'disc'
  | 'triangle'
  | 'diamond'
  | 'hexagon'
  | 'cross'
  | 'clock'
  | 'bars'
  | 'half'
  | 'square'
  | 'slash'
  | 'chevron'
  | 'ring';

/** How an area of this outcome is filled on a chart. */
export type OutcomePattern = 'solid' | 'rising' | 'falling' | 'dots' | 'level' | 'grid';

export interface OutcomeStyle {
  label: string;
  /** One sentence for a person who has not met it. */
  meaning: string;
  shape: OutcomeShape;
  pattern: OutcomePattern;
  /** On light and dark ground; each has a contrast of at least 4.5 there, so that it can be text. */
  light: string;
  dark: string;
}

/** Looks of every outcome. Hues follow the Okabe-Ito set: vermillion for 529 and blue for 429 stay apart for everyone. */
export const OUTCOME_STYLES: Record<Outcome, OutcomeStyle> = {
  ok: {
    label: 'OK',
    meaning: 'The provider answered in full.',
    shape: 'disc',
    pattern: 'solid',
    light: '#086e54',
    dark: '#3cc79a',
  },
  overloaded: {
    label: 'Overloaded',
    meaning: 'The provider had no capacity (529). It is not about your account.',
    shape: 'triangle',
    pattern: 'solid',
    light: '#b53700',
    dark: '#ff7a3d',
  },
  rate_limited: {
    label: 'Rate limited',
    meaning: 'Your account reached a limit that passes (429).',
    shape: 'diamond',
    pattern: 'rising',
    light: '#0a5fb4',
    dark: '#5fb0ff',
  },
  spend_limited: {
    label: 'Spend limit',
    meaning: 'A money limit or an empty balance. No wait cures it.',
    shape: 'hexagon',
    pattern: 'falling',
    light: '#9c2f7c',
    dark: '#e58bc6',
  },
  server_error: {
    label: 'Server error',
    meaning: 'The provider failed in another way (5xx).',
    shape: 'cross',
    pattern: 'grid',
    light: '#33434c',
    dark: '#d5dee3',
  },
  timeout: {
    label: 'Timed out',
    meaning: 'No answer within the time limit.',
    shape: 'clock',
    pattern: 'level',
    light: '#8a5a00',
    dark: '#f0b429',
  },
  network_error: {
    label: 'Network error',
    meaning: 'No connection, or it broke before an answer.',
    shape: 'bars',
    pattern: 'falling',
    light: '#6b6000',
    dark: '#d9cf4a',
  },
  truncated: {
    label: 'Cut short',
    meaning: 'The answer began and ended early.',
    shape: 'half',
    pattern: 'dots',
    light: '#11687f',
    dark: '#7cd0e6',
  },
  client_error: {
    label: 'Request error',
    meaning: 'The request itself was refused (4xx).',
    shape: 'square',
    pattern: 'dots',
    light: '#5b46b0',
    dark: '#b0a4ff',
  },
  cancelled: {
    label: 'Cancelled',
    meaning: 'The client went away.',
    shape: 'slash',
    pattern: 'level',
    light: '#52656f',
    dark: '#93a4ae',
  },
  shed: {
    label: 'Held back',
    meaning: "The gateway's own limiter or budget refused it.",
    shape: 'chevron',
    pattern: 'rising',
    light: '#0a6670',
    dark: '#4cc0c6',
  },
  abandoned: {
    label: 'Abandoned',
    meaning: 'The gateway stopped while it was in flight.',
    shape: 'ring',
    pattern: 'grid',
    light: '#5d5d65',
    dark: '#a3a3ab',
  },
};

/** The CSS variable that holds the colour of an outcome in the current theme. */
export function outcomeColor(outcome: Outcome): string {
  return `var(--outcome-${outcome.replaceAll('_', '-')})`;
}

/** CSS variables of every outcome colour for one theme, for the provider's resolver. */
export function outcomeVariables(theme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(
    OUTCOMES.map((outcome) => [`--outcome-${outcome.replaceAll('_', '-')}`, OUTCOME_STYLES[outcome][theme]]),
  );
}

/** From the bottom of a stack to its top: what went well first, then what the provider, the account and we did. */
export const STACK_ORDER: readonly Outcome[] = [
  'ok',
  'cancelled',
  'abandoned',
  'client_error',
  'truncated',
  'network_error',
  'timeout',
  'server_error',
  'shed',
  'spend_limited',
  'rate_limited',
  'overloaded',
];
