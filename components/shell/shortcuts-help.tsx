'use client';

import { Group, Kbd, Modal, Stack, Text, Title } from '@mantine/core';
import { SHORTCUTS } from './shortcuts.ts';

/** All keys, by the place where they work. */
export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="md">
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
