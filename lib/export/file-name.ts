const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');

/** Names an export after its format and window in UTC: `weir-csv-20261124-0800-20261124-1400-utc.csv`. */
export function exportFileName(format: string, extension: string, fromMs: number, toMs: number): string {
  return `weir-${format}-${stamp(fromMs)}-${stamp(toMs)}-utc.${extension}`;
}
