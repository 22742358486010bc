export interface Shortcut {
  keys: readonly string[];
  does: string;
}

/** Every keyboard shortcut by place, as `?` lists them. */
export const SHORTCUTS: readonly { place: string; shortcuts: readonly Shortcut[] }[] = [
  {
    place: 'Everywhere',
    shortcuts: [
      { keys: ['Ctrl', 'K'], does: 'Go anywhere, search, change the theme' },
      { keys: ['/'], does: 'Search calls' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    place: 'Calls',
    shortcuts: [
      { keys: ['j'], does: 'Next call' },
      { keys: ['k'], does: 'Previous call' },
      { keys: ['Enter'], does: 'Open the call' },
      { keys: ['c'], does: 'Copy its request id' },
      { keys: ['Esc'], does: 'Close the call' },
    ],
  },
  {
    place: 'Charts',
    shortcuts: [
      { keys: ['←', '→'], does: 'Move the crosshair, when a chart has the focus' },
      { keys: ['drag'], does: 'Zoom into a stretch of time' },
    ],
  },
];
