/**
 * `disk_full`, `locked`, `read_only`, `io`: may pass, try again. `not_migrated`: the file has an older schema, or none.
 * `too_new`: it was written by a newer version. `unusable`: the path cannot hold a database. `malformed`: the data given
 * cannot be stored.
 */
export const STORE_ERROR_CODES = [
  'disk_full',
  'locked',
  'read_only',
  'io',
  'not_migrated',
  'too_new',
  'unusable',
  'malformed',
] as const;
export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

/** What went wrong in the store, on one line. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

const CODES_BY_SQLITE_CODE: readonly (readonly [prefix: string, code: StoreErrorCode])[] = [
  ['SQLITE_FULL', 'disk_full'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_CANTOPEN', 'unusable'],
  ['SQLITE_NOTADB', 'unusable'],
  ['SQLITE_CORRUPT', 'unusable'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_NOMEM', 'io'],
];

/** An error of SQLite as ours, or `null` if it is not one of the environment's but of the statement or the data. */
export function fromSqliteError(error: unknown, path: string): StoreError | null {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const sqliteCode = error.code;
  const code = CODES_BY_SQLITE_CODE.find(([prefix]) => sqliteCode.startsWith(prefix))?.[1];
  return code ? new StoreError(code, `database ${path}: ${error.message} (${sqliteCode})`, error) : null;
}
