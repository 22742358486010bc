'use client';

import { useCallback, useRef, useState } from 'react';
import type { SummaryAnswer } from '../../lib/api/shapes.ts';
import { fetchJson, RequestError } from '../data/api-client.ts';
import { saveFile } from '../files/save-file.ts';
import { type DownloadProgress, download } from './download.ts';

export type ExportState =
  | ({ kind: 'running'; label: string; total: number | null } & DownloadProgress)
  | { kind: 'done'; label: string; fileName: string; lines: number; bytes: number }
  | { kind: 'failed'; label: string; message: string };

/** One export at a time: begun, watched, cancelled. */
export function useExport() {
  const [progress, setProgress] = useState<ExportState | null>(null);
  const running = useRef<AbortController | null>(null);

  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setProgress(null);
  }, []);

  const start = useCallback(async (label: string, query: string, totalQuery: string) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const isCurrent = () => running.current === controller;
    let total: number | null = null;
    setProgress({ kind: 'running', label, total, lines: 0, bytes: 0 });
    // How much there will be is only for the bar; the export does not wait for it.
    void fetchJson<SummaryAnswer>(`/api/summary?${totalQuery}`, { signal: controller.signal }).then(
      ({ attempts }) => {
        total = query.includes('search=') ? null : attempts.total;
      },
      () => undefined,
    );
    try {
      const file = await download(`/api/export?${query}`, controller.signal, (now) => {
        if (isCurrent()) setProgress({ kind: 'running', label, total, ...now });
      });
      if (!isCurrent()) return;
      saveFile(file.name, file.content);
      setProgress({ kind: 'done', label, fileName: file.name, lines: file.lines, bytes: file.content.size });
    } catch (error) {
      if (!isCurrent()) return;
      const message = error instanceof RequestError ? error.message : 'The export broke off. Nothing was saved.';
      setProgress({ kind: 'failed', label, message });
    }
  }, []);

  return { progress, start, cancel, dismiss: () => setProgress(null) };
}
