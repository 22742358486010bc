export const EXPORT_FORMATS = ['csv', 'jsonl', 'ids', 'report'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
