import { Button, Stack, Text, Title } from '@mantine/core';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Stack align="flex-start" gap="sm" pt="xl" maw={520}>
      <Title order={1}>There is nothing at this address</Title>
      <Text c="dimmed">A page that moved, or a call that is not on record: calls are kept for a limited time.</Text>
      <Button component="a" href="/">
        To the overview
      </Button>
    </Stack>
  );
}
