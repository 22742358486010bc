'use client';

import { ActionIcon, Menu } from '@mantine/core';
import {
  IconChartLine,
  IconDownload,
  IconFileTypeCsv,
  IconFileTypeSvg,
  IconPhoto,
  IconTable,
} from '@tabler/icons-react';
import { memo } from 'react';
import { exportFileName } from '../../lib/export/file-name.ts';
import { saveFile } from '../files/save-file.ts';
import { Hint } from '../hint/hint.tsx';
import { chartCsv } from './chart-data.ts';
import type { ChartSeries, TimeRow, TimeSpan } from './chart-types.ts';
import { chartPng, chartSvg } from './save-picture.ts';

/** What a chart holds at this moment. */
export interface ChartContent {
  /** The element that holds the drawn chart. */
  host: HTMLElement | null;
  subtitle: string;
  span: TimeSpan;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
}

interface ChartMenuProps {
  title: string;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
  content: () => ChartContent;
}

/** The same chart as a table, a picture or data. */
export const ChartMenu = memo(function ChartMenu({ title, asTable, onTable, content }: ChartMenuProps) {
  const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const name = (extension: string, { fromMs, toMs }: TimeSpan) => exportFileName(slug, extension, fromMs, toMs);
  const saveSvg = () => {
    const { host, subtitle, span, series } = content();
    const picture = host && chartSvg(host, { title, subtitle, legend: series });
    if (picture) saveFile(name('svg', span), picture.svg, 'image/svg+xml');
  };
  const savePng = async () => {
    const { host, subtitle, span, series } = content();
    const picture = host && (await chartPng(host, { title, subtitle, legend: series }));
    if (picture) saveFile(name('png', span), picture);
  };
  const saveCsv = () => {
    const { span, rows, series } = content();
    saveFile(name('csv', span), chartCsv(rows, series), 'text/csv;charset=utf-8');
  };
  const tableLabel = asTable ? 'Show as a chart' : 'Show as a table';
  return (
    <>
      <Hint label={tableLabel}>
        <ActionIcon aria-label={`${title}: ${tableLabel.toLowerCase()}`} onClick={() => onTable(!asTable)}>
          {asTable ? <IconChartLine size={18} /> : <IconTable size={18} />}
        </ActionIcon>
      </Hint>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Hint label="Save">
            <ActionIcon aria-label={`${title}: save`}>
              <IconDownload size={18} />
            </ActionIcon>
          </Hint>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPhoto size={16} />} disabled={asTable} onClick={() => void savePng()}>
            Picture (PNG)
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypeSvg size={16} />} disabled={asTable} onClick={saveSvg}>
            Picture (SVG)
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypeCsv size={16} />} onClick={saveCsv}>
            Data (CSV)
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
});
