import type { Store } from '../../../db/store.ts';

/** A store of its own for one test. */
export interface OpenedStore {
  store: Store;
  /** Closes it and opens it anew, as after a restart. */
  reopen(): Promise<Store>;
  /** Ends it and deletes what it kept. */
  dispose(): Promise<void>;
}

/** How a test comes by its store. */
export interface Stores {
  /** An empty one. */
  fresh(): Promise<Store>;
  /** The same, as after a restart. */
  reopened(): Promise<Store>;
}
