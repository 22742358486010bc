/** Runs what only watches: whatever goes wrong in there is none of the application's business. */
export function quietly<T>(watch: () => T): T | undefined {
  try {
    return watch();
  } catch {
    return undefined;
  }
}
