/** What the overview shows, and how, where its URL does not say. */
export const OVERVIEW_DEFAULTS = {
  unit: 'attempts',
  show: 'share',
  compare: 'none',
  by: 'outcome',
  split: 'model',
} as const;
