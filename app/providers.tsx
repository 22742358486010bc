'use client';

import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useCallback, useState } from 'react';
import { LiveProvider } from '../components/data/live-provider.tsx';
import { createQueryClient } from '../components/data/query-client.ts';
import { NoticesGate } from '../components/shell/notices-gate.tsx';
import { cssVariablesResolver, theme } from '../components/theme/theme.ts';
import { ZoneProvider } from '../components/time/zone.tsx';

/** Everything pages stand on: theme, data, the URL's state, the time zone and the live stream. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  // What locks scrolling behind a drawer makes its style elements by itself, and looks for the nonce here.
  if (nonce !== undefined && typeof window !== 'undefined') Object.assign(globalThis, { __webpack_nonce__: nonce });
  const getStyleNonce = useCallback(() => nonce ?? '', [nonce]);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={cssVariablesResolver}
      getStyleNonce={getStyleNonce}
    >
      <DatesProvider settings={{ firstDayOfWeek: 1, weekendDays: [] }}>
        <QueryClientProvider client={queryClient}>
          <NuqsAdapter>
            <ZoneProvider>
              <LiveProvider>{children}</LiveProvider>
            </ZoneProvider>
          </NuqsAdapter>
        </QueryClientProvider>
      </DatesProvider>
      <NoticesGate />
    </MantineProvider>
  );
}
