import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Syncs a database's write-ahead log beside the thread's work: a commit with `synchronous=FULL` would keep the next
 * one waiting for the disk. What was committed with NORMAL is in the log, or was moved into the database, which SQLite
 * syncs itself; so once the log is synced it survives a power cut. Calls that come while a sync runs share the next.
 */
export class LogSync {
  private readonly path: string;
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  /** The log whose place in its folder is synced as well. */
  private knownInode: bigint | null = null;

  /** @param path of the database */
  constructor(path: string) {
    this.path = path;
  }

  /** Resolves when all that was committed before the call is synced. @throws the file system's error */
  sync(): Promise<void> {
    if (!this.running) {
      this.running = this.syncNow().finally(() => {
        this.running = null;
      });
      return this.running;
    }
    this.next ??= this.running
      .catch(() => {})
      .then(() => {
        this.next = null;
        return this.sync();
      });
    return this.next;
  }

  private async syncNow(): Promise<void> {
    const log = await open(`${this.path}-wal`, 'r+');
    try {
      await log.sync();
      const { ino } = await log.stat({ bigint: true });
      if (ino !== this.knownInode) await syncFolder(dirname(this.path));
      this.knownInode = ino;
    } finally {
      await log.close();
    }
  }
}

/** A file that was made a moment ago may be lost with its entry. Not every system can sync a folder, nor needs to. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
