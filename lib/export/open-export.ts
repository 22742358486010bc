import { exportFileName } from './file-name.ts';
import type { ExportFormat } from './formats.ts';
import { type ReportRequest, reportText } from './report/build-report.ts';
import { ROW_FORMATS, rowsText } from './row-formats.ts';
import { textStream } from './stream.ts';

export interface ExportRequest extends ReportRequest {
  format: ExportFormat;
  /** Told how much was made, as it is made. */
  onBytes: (bytes: number) => void;
}

export interface Export {
  contentType: string;
  fileName: string;
  /** Read from the store as it is read here. */
  body: ReadableStream<Uint8Array>;
}

/** All attempts that match, in one of the formats. */
export function openExport(request: ExportRequest): Export {
  const { store, format, filter, search, signal, onBytes } = request;
  const named = (extension: string) => exportFileName(format, extension, filter.fromMs, filter.toMs);
  if (format === 'report')
    return {
      contentType: 'text/markdown; charset=utf-8',
      fileName: named('md'),
      body: textStream(reportText(request), signal, onBytes),
    };
  const { contentType, extension } = ROW_FORMATS[format];
  return {
    contentType,
    fileName: named(extension),
    body: textStream(rowsText(ROW_FORMATS[format], store.attempts(filter, search)), signal, onBytes),
  };
}
