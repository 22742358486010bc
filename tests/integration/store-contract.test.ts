import { openSqliteStore } from '../../db/sqlite/open.ts';
import { temporaryDatabase } from '../support/sqlite-store.ts';
import { testStore } from '../support/store-contract.ts';

testStore('SQLite', async () => {
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
});
