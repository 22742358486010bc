'use client';

import { useDisclosure, useHotkeys, useWindowEvent } from '@mantine/hooks';
import { useSpotlight } from '@mantine/spotlight';
import dynamic from 'next/dynamic';
import { usePathname, useRouter } from 'next/navigation';
import { palette, paletteStore, SHORTCUTS_EVENT } from './tools.ts';
import { useEver } from './use-ever.ts';
import { useLoadLater } from './use-load-later.ts';

const loadPalette = () => import('./command-palette.tsx');
const loadShortcuts = () => import('./shortcuts-help.tsx');
const CommandPalette = dynamic(() => loadPalette().then((module) => module.CommandPalette), { ssr: false });
const ShortcutsHelp = dynamic(() => loadShortcuts().then((module) => module.ShortcutsHelp), { ssr: false });

/** What keys open on every page. Its code comes when it is first opened, or once the page is at rest. */
export function ToolsGate() {
  const router = useRouter();
  const pathname = usePathname();
  const { opened } = useSpotlight(paletteStore);
  const [help, { open, close, toggle }] = useDisclosure(false);
  const hasPalette = useEver(opened);
  const hasHelp = useEver(help);
  useWindowEvent(SHORTCUTS_EVENT, open);
  useHotkeys([
    ['shift+?', toggle],
    ['?', toggle],
    // The list of calls has the key for itself.
    ['/', () => pathname !== '/calls' && router.push('/calls#search')],
  ]);
  // In fields too.
  useHotkeys([['mod+K', palette.toggle]], []);
  useLoadLater(loadPalette);
  useLoadLater(loadShortcuts);
  return (
    <>
      {hasPalette && <CommandPalette />}
      {hasHelp && <ShortcutsHelp opened={help} onClose={close} />}
    </>
  );
}
