import { afterEach, describe } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { testAggregate } from './aggregate.ts';
import { testAttemptPages } from './attempt-pages.ts';
import { testCallLists } from './call-lists.ts';
import { testCallsOfAttempts } from './calls-of-attempts.ts';
import { testExpiry } from './expiry.ts';
import { testLabels } from './labels.ts';
import { testPolicies } from './policies.ts';
import type { OpenedStore } from './stores.ts';
import { testUnderWay } from './under-way.ts';
import { testWriting } from './writing.ts';

/** What any implementation of `Store` must do. */
export function testStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name}: the Store contract`, () => {
    let opened: OpenedStore | undefined;
    const fresh = async (): Promise<Store> => {
      opened = await open();
      return opened.store;
    };
    const reopened = async (): Promise<Store> => {
      if (!opened) throw new Error('nothing was opened');
      return opened.reopen();
    };
    afterEach(async () => {
      await opened?.dispose();
      opened = undefined;
    });

    const stores = { fresh, reopened };
    testWriting(stores);
    testCallsOfAttempts(stores);
    testAggregate(stores);
    testCallLists(stores);
    testAttemptPages(stores);
    testLabels(stores);
    testUnderWay(stores);
    testPolicies(stores);
    testExpiry(stores);
  });
}
