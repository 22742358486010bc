import manifest from '../package.json' with { type: 'json' };

/** Weir's own version. */
export const VERSION: string = manifest.version;
