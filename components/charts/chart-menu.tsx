'use client';

import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconChartLine,
  IconDownload,
  IconFileTypeCsv,
  IconFileTypeSvg,
  IconPhoto,
  IconTable,
} from '@tabler/icons-react';
import { exportFileName } from '../../lib/export/file-name.ts';
import { saveFile } from '../files/save-file.ts';
import { chartCsv } from './chart-data.ts';
import type { ChartSeries, TimeRow, TimeSpan } from './chart-types.ts';
import { chartPng, chartSvg, type PictureText } from './save-picture.ts';

interface ChartMenuProps {
  title: string;
  subtitle: string;
  span: TimeSpan;
  rows: readonly TimeRow[];
  series: readonly ChartSeries[];
  asTable: boolean;
  onTable: (asTable: boolean) => void;
  /** The element that holds the drawn chart. */
  host: () => HTMLElement | null;
}

/** The same chart as a table, a picture or data. */
export function ChartMenu({ title, subtitle, span, rows, series, asTable, onTable, host }: ChartMenuProps) {
  const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const name = (extension: string) => exportFileName(slug, extension, span.fromMs, span.toMs);
  const text: PictureText = { title, subtitle, legend: series };
  const saveSvg = () => {
    const node = host();
    const picture = node && chartSvg(node, text);
    if (picture) saveFile(name('svg'), picture.svg, 'image/svg+xml');
  };
  const savePng = async () => {
    const node = host();
    const picture = node && (await chartPng(node, text));
    if (picture) saveFile(name('png'), picture);
  };
  const tableLabel = asTable ? 'Show as a chart' : 'Show as a table';
  return (
    <>
      <Tooltip label={tableLabel}>
        <ActionIcon aria-label={`${title}: ${tableLabel.toLowerCase()}`} onClick={() => onTable(!asTable)}>
          {asTable ? <IconChartLine size={18} /> : <IconTable size={18} />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Tooltip label="Save">
            <ActionIcon aria-label={`${title}: save`}>
              <IconDownload size={18} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPhoto size={16} />} disabled={asTable} onClick={() => void savePng()}>
            Picture (PNG)
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypeSvg size={16} />} disabled={asTable} onClick={saveSvg}>
            Picture (SVG)
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileTypeCsv size={16} />}
            onClick={() => saveFile(name('csv'), chartCsv(rows, series), 'text/csv;charset=utf-8')}
          >
            Data (CSV)
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
