'use client';

import { createParser, debounce, parseAsString, useQueryState } from 'nuqs';

const SORTABLE = ['startedAt', 'outcome', 'status', 'model', 'app', 'durationMs', 'ttftMs', 'attempts', 'tokens'];
const TYPING_MS = 250;

/** `durationMs.desc`: by which column the loaded rows are sorted. */
const parseAsSort = createParser({
  parse(text) {
    const [id = '', direction] = text.split('.');
    return SORTABLE.includes(id) && (direction === 'asc' || direction === 'desc')
      ? { id, desc: direction === 'desc' }
      : null;
  },
  serialize: ({ id, desc }: { id: string; desc: boolean }) => `${id}.${desc ? 'desc' : 'asc'}`,
  eq: (a, b) => a.id === b.id && a.desc === b.desc,
});

/** What the list shows beside its range and filters, kept in the URL. */
export function useCallsState() {
  const [search, setSearch] = useQueryState(
    'search',
    parseAsString.withDefault('').withOptions({ history: 'replace', limitUrlUpdates: debounce(TYPING_MS) }),
  );
  const [openId, setOpenId] = useQueryState('call', parseAsString.withOptions({ history: 'push' }));
  const [sort, setSort] = useQueryState('sort', parseAsSort.withOptions({ history: 'replace' }));
  return { search, setSearch, openId, setOpenId, sort, setSort };
}
