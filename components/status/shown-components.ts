import type { StatusComponentJson, StatusPageJson } from '../../lib/api/status-shapes.ts';

/** The components worth a place in one line: those that count, and those that are not well; and how many are left. */
export function shownComponents({ components }: Pick<StatusPageJson, 'components'>): {
  shown: StatusComponentJson[];
  present: StatusComponentJson[];
  restWell: number;
} {
  const present = components.filter(({ vanishedAt }) => vanishedAt === null);
  const counting = present.filter(({ countsFor }) => countsFor.length > 0);
  const ill = present.filter(({ countsFor, status }) => countsFor.length === 0 && status !== 'operational');
  const shown = [...counting, ...ill];
  return { shown, present, restWell: present.length - shown.length };
}
