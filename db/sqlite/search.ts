import type { CallRow } from '../store.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { Connection } from './connection.ts';

const SHORTEST_FRAGMENT = 2;
const LONGEST_SEARCH = 500;

/** What a search text found: attempts by an id, or error messages by a fragment. */
export type SearchResult =
  | { kind: 'attempts'; attempts: CallRow[] }
  | { kind: 'messages'; like: string }
  | { kind: 'nothing' };

/** A text is taken for an id if it is one, else for a fragment of an error message, in any case of letters. */
export function search(reader: AttemptReader, text: string): SearchResult {
  const wanted = text.trim().slice(0, LONGEST_SEARCH);
  const attempts = [...reader.withRequestId(wanted), ...reader.ofCall(wanted)];
  if (attempts.length > 0) return { kind: 'attempts', attempts };
  if (wanted.length < SHORTEST_FRAGMENT) return { kind: 'nothing' };
  return { kind: 'messages', like: `%${wanted.replaceAll(/[\\%_]/g, '\\$&')}%` };
}

/** Ids of the error messages that are like a pattern, at most `limit`. */
export function messageIds(db: Connection, like: string, limit: number): number[] {
  return db
    .prepare<[string, number], number>(
      "SELECT id FROM texts WHERE kind = 'error_message' AND text LIKE ? ESCAPE '\\' ORDER BY id LIMIT ?",
    )
    .pluck()
    .all(like, limit);
}
