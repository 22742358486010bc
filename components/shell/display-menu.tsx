'use client';

import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import type { Zone } from '../../lib/format/time.ts';
import { useZone } from '../time/zone.tsx';

const SCHEMES = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

const ZONES: readonly { value: Zone; label: string }[] = [
  { value: 'local', label: 'Your time zone' },
  { value: 'utc', label: 'UTC' },
];

/** Theme and time zone; on narrow screens the only place for both. */
export function DisplayMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { zone, setZone } = useZone();
  const mounted = useMounted();
  const tick = (on: boolean) => (mounted && on ? <IconCheck size={16} aria-label="chosen" /> : null);
  return (
    <Menu position="bottom-end" width={210} shadow="md">
      <Menu.Target>
        <ActionIcon size="lg" aria-label="Theme and time zone">
          <IconSun size={19} className="mantine-dark-hidden" />
          <IconMoon size={19} className="mantine-light-hidden" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={tick(colorScheme === value)}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>Times</Menu.Label>
        {ZONES.map(({ value, label }) => (
          <Menu.Item key={value} rightSection={tick(zone === value)} onClick={() => setZone(value)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
