'use client';

import { Group, Kbd, Modal, Stack, Text, Title } from '@mantine/core';
import { useDisclosure, useHotkeys, useWindowEvent } from '@mantine/hooks';
import { SHORTCUTS } from './shortcuts.ts';

const OPEN_EVENT = 'weir:shortcuts';

/** Opens the list of shortcuts from anywhere. */
export const shortcutsHelp = { open: () => window.dispatchEvent(new Event(OPEN_EVENT)) };

export function ShortcutsHelp() {
  const [opened, { open, close, toggle }] = useDisclosure(false);
  useWindowEvent(OPEN_EVENT, open);
  useHotkeys([
    ['shift+?', toggle],
    ['?', toggle],
  ]);
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts" size="md">
      <Stack gap="lg">
        {SHORTCUTS.map(({ place, shortcuts }) => (
          <section key={place}>
            <Title order={3} mb={6}>
              {place}
            </Title>
            {shortcuts.map(({ keys, does }) => (
              <Group key={does} justify="space-between" py={5} wrap="nowrap">
                <Text size="sm">{does}</Text>
                <Group gap={4} wrap="nowrap">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Group>
            ))}
          </section>
        ))}
      </Stack>
    </Modal>
  );
}
