import { openSqliteStore } from '../../db/sqlite/open.ts';
import { temporaryDatabase } from '../support/sqlite-store.ts';
import { testStore } from '../support/store-contract/index.ts';
import { testMerging } from '../support/store-merge-contract.ts';

const openSqlite = async () => {
  const database = temporaryDatabase();
  let store = openSqliteStore(database.path);
  return {
    store,
    async reopen() {
      await store.close();
      store = openSqliteStore(database.path);
      return store;
    },
    async dispose() {
      await store.close();
      database.remove();
    },
  };
};

testStore('SQLite', openSqlite);
testMerging('SQLite', openSqlite);
