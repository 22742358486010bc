import { ThreadWriter } from './thread-writer.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Starts the writer's thread on a migrated file. It never throws: what is wrong with the file, `stats()` tells. */
export function startWriter(options: WriterOptions): Writer {
  return new ThreadWriter(options);
}
