'use client';

import { Button } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { FilterField } from '../../lib/api/filters.ts';
import type { SpanJson } from '../../lib/api/span-json.ts';

const SupportReport = dynamic(() => import('./support-report.tsx'), { ssr: false });

interface SupportReportButtonProps {
  span: SpanJson;
  filters: Partial<Record<FilterField, readonly string[]>>;
  /** It is the thing to do now. */
  prominent?: boolean;
}

/** Opens the report for support with its window filled in. */
export function SupportReportButton({ span, filters, prominent = false }: SupportReportButtonProps) {
  const [opened, setOpened] = useState<SpanJson | null>(null);
  return (
    <>
      <Button
        size="compact-sm"
        variant={prominent ? 'filled' : 'default'}
        leftSection={<IconFileText size={15} aria-hidden="true" />}
        onClick={() => setOpened(span)}
      >
        Support report
      </Button>
      {opened ? <SupportReport span={opened} filters={filters} onClose={() => setOpened(null)} /> : null}
    </>
  );
}
