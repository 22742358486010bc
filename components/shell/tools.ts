import { createSpotlight } from '@mantine/spotlight';

/** The command palette, to be opened from anywhere. */
export const [paletteStore, palette] = createSpotlight();

export const SHORTCUTS_EVENT = 'weir:shortcuts';

/** Opens the list of shortcuts from anywhere. */
export const shortcutsHelp = { open: () => window.dispatchEvent(new Event(SHORTCUTS_EVENT)) };
