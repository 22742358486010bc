'use client';

import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';

/** What a page shows when it fails to render: the rest of the frame still works. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Stack align="flex-start" gap="sm" pt="xl" maw={620} role="alert">
      <Title order={1}>This page failed</Title>
      <Text c="dimmed">
        Your calls still pass through the gateway and are recorded: it is a process of its own. Try again; if it fails
        again, the dashboard&apos;s log says more.
      </Text>
      <Code block>{error.digest ? `digest ${error.digest}` : error.message}</Code>
      <Group>
        <Button onClick={reset}>Try again</Button>
        <Button variant="default" onClick={() => window.location.assign('/')}>
          Start over at the overview
        </Button>
      </Group>
    </Stack>
  );
}
