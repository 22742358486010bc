'use client';

import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconClock, IconFileSearch, IconKeyboard, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useZone } from '../time/zone.tsx';
import { PAGES } from './pages.ts';
import { paletteStore, shortcutsHelp } from './tools.ts';

const icon = (Icon: typeof IconSearch) => <Icon size={19} stroke={1.7} aria-hidden="true" />;

function searchActions(query: string, go: (href: string) => void): SpotlightActionData[] {
  const text = query.trim();
  if (text === '') return [];
  const search: SpotlightActionData = {
    id: 'search-calls',
    label: `Search calls for “${text}”`,
    description: 'A request id, a call id, or part of an error message; over the last 30 days',
    leftSection: icon(IconFileSearch),
    onClick: () => go(`/calls?search=${encodeURIComponent(text)}&from=now-30d`),
  };
  return [search];
}

/** Ctrl+K: every page, every switch, and a search of calls for whatever was typed. */
export function CommandPalette() {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const { setColorScheme } = useMantineColorScheme();
  const { zone, setZone } = useZone();

  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Go to',
      actions: PAGES.map(({ href, label, description, icon: Icon }) => ({
        id: href,
        label,
        description,
        leftSection: icon(Icon),
        onClick: () => router.push(href),
      })),
    },
    {
      group: 'Display',
      actions: [
        { id: 'light', label: 'Light theme', leftSection: icon(IconSun), onClick: () => setColorScheme('light') },
        { id: 'dark', label: 'Dark theme', leftSection: icon(IconMoon), onClick: () => setColorScheme('dark') },
        {
          id: 'zone',
          label: zone === 'utc' ? 'Show times in your zone' : 'Show times in UTC',
          leftSection: icon(IconClock),
          onClick: () => setZone(zone === 'utc' ? 'local' : 'utc'),
        },
        { id: 'keys', label: 'Keyboard shortcuts', leftSection: icon(IconKeyboard), onClick: shortcutsHelp.open },
      ],
    },
  ];
  const searches = searchActions(query, (href) => router.push(href));

  return (
    <Spotlight
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      actions={searches.length > 0 ? [...groups, { group: 'Calls', actions: searches }] : groups}
      filter={(typed, actions) => filterActions(typed, actions as SpotlightActionGroupData[])}
      nothingFound="Nothing of this name"
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: icon(IconSearch),
        placeholder: 'Go to a page, or paste a request id',
        'aria-label': 'Search',
      }}
    />
  );
}

function filterActions(query: string, groups: SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const words = query.trim().toLowerCase();
  const fits = ({ id, label, description }: SpotlightActionData) =>
    id === 'search-calls' || `${label} ${description ?? ''}`.toLowerCase().includes(words);
  return groups
    .map(({ group, actions }) => ({ group, actions: actions.filter(fits) }))
    .filter(({ actions }) => actions.length > 0);
}
