import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from './api-error.ts';

interface PackedReporter {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of its contents, so that a client that has them need not load them again. */
  etag: string;
}

let packed: Promise<PackedReporter> | null = null;

async function readPacked(): Promise<PackedReporter> {
  const path = join(process.cwd(), process.env.WEIR_NEXT_DIST || '.next', 'weir-reporter.tgz');
  const bytes = new Uint8Array(await readFile(path));
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` };
}

/**
 * The tarball of the reporter, as the build packed it.
 * @throws ApiError 404 where neither a build nor `npm run dev` packed it
 */
export function packedReporter(): Promise<PackedReporter> {
  packed ??= readPacked().catch(() => {
    packed = null;
    throw new ApiError(
      404,
      'not_packed',
      'the reporter is packed when the dashboard is started by "npm start" or "npm run dev"',
    );
  });
  return packed;
}
