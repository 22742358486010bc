import { RequestError, toRequestError } from '../data/api-client.ts';

export interface DownloadProgress {
  /** Line ends so far: rows, but for quoted line breaks. */
  lines: number;
  bytes: number;
}

export interface Downloaded {
  name: string;
  content: Blob;
  lines: number;
}

const TELL_EVERY_MS = 200;
/** Pieces are put into a blob from this size on: browsers keep large blobs on disk, not in memory. */
const SPILL_BYTES = 8 * 1024 * 1024;
const LINE_FEED = 10;

/** The name that `content-disposition` gives; a fallback where it gives none. */
export function nameFrom(disposition: string | null): string {
  return /filename="([^"/\\]{1,200})"/.exec(disposition ?? '')?.[1] ?? 'weir-export.txt';
}

function countLines(chunk: Uint8Array): number {
  let count = 0;
  for (const byte of chunk) if (byte === LINE_FEED) count += 1;
  return count;
}

/**
 * Reads a file of any size and tells of its progress a few times a second.
 * @throws RequestError for an answer other than success; whatever `fetch` throws when the stream breaks or is aborted
 */
export async function download(
  url: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw toRequestError(response.status, await response.json().catch(() => null));
  if (!response.body) throw new RequestError(response.status, 'empty', 'The export is empty.');
  const type = response.headers.get('content-type') ?? 'text/plain';
  let content = new Blob([], { type });
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const progress = { lines: 0, bytes: 0 };
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    held += value.length;
    progress.lines += countLines(value);
    progress.bytes += value.length;
    if (held >= SPILL_BYTES) {
      content = new Blob([content, ...pieces], { type });
      pieces = [];
      held = 0;
    }
    const nowMs = performance.now();
    if (nowMs - toldAtMs >= TELL_EVERY_MS) {
      toldAtMs = nowMs;
      onProgress({ ...progress });
    }
  }
  content = new Blob([content, ...pieces], { type });
  return { name: nameFrom(response.headers.get('content-disposition')), content, lines: progress.lines };
}
