'use client';

import { Anchor, Skeleton, Text } from '@mantine/core';
import { CopyLine } from '../connect/copy-line.tsx';
import { useConfig } from '../data/queries.ts';
import type { Scope } from '../data/scope.ts';
import { PageLink } from '../links/page-link.tsx';

/** Nothing matches: either filters or the range leave nothing, or nothing has been recorded at all. */
export function EmptyRecord({ scope }: { scope: Scope }) {
  const { data: config } = useConfig();
  const isFiltered = Object.values(scope.filters).some((values) => values.length > 0);
  if (isFiltered) return <Text>No calls match these filters in this range. Remove a filter, or widen the range.</Text>;
  return (
    <div>
      <Text mb="xs">No calls in this range. Point a client here, such as Claude Code:</Text>
      <Skeleton visible={!config}>
        <CopyLine line={`ANTHROPIC_BASE_URL=${config?.gateway.url ?? 'http://127.0.0.1:5291'} claude`} />
      </Skeleton>
      <Text size="sm" mt="xs">
        <Anchor component={PageLink} href="/connect">
          Other clients
        </Anchor>
      </Text>
    </div>
  );
}
