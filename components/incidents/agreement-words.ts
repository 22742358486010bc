import type { AgreementJson } from '../../lib/api/incident-shapes.ts';
import { formatCounted, formatShare, NO_VALUE } from '../../lib/format/number.ts';
import { durationWords } from '../../lib/insight/words.ts';

export interface AgreementFigure {
  label: string;
  /** What it means, for those who meet it first. */
  hint: string;
  value: string;
  sub: string;
}

const aheadWords = (ms: number): string =>
  Math.abs(ms) < 60_000 ? 'at once' : `${durationWords(Math.abs(ms))} ${ms > 0 ? 'later' : 'earlier'}`;

function lift({ lift: times, chanceShare, pValue }: AgreementJson): Pick<AgreementFigure, 'value' | 'sub'> {
  if (chanceShare === null) return { value: NO_VALUE, sub: 'nothing to compare' };
  const chance = `chance alone: ${formatShare(chanceShare)}`;
  const p = pValue === null ? '' : `, p = ${pValue < 0.01 ? pValue.toFixed(3) : pValue.toFixed(2)}`;
  return { value: times === null ? NO_VALUE : `${times.toFixed(1)}×`, sub: `${chance}${p}` };
}

function post({ lead, pageFirst, postedAfterEnd }: AgreementJson): Pick<AgreementFigure, 'value' | 'sub'> {
  if (lead === null) return { value: NO_VALUE, sub: 'no post to compare with' };
  const late = postedAfterEnd > 0 ? `, ${postedAfterEnd} only when it was over` : '';
  return {
    value: aheadWords(lead.medianMs),
    sub: `the page was ${pageFirst === 0 ? 'never first' : `first ${formatCounted(pageFirst, 'time')}`}${late}`,
  };
}

/** How well a page and our own numbers agree, as figures; of `null` the labels alone. */
export function agreementFigures(agreement: AgreementJson | null): AgreementFigure[] {
  const of = <T>(read: (from: AgreementJson) => T, otherwise: T): T => (agreement ? read(agreement) : otherwise);
  const none = { value: NO_VALUE, sub: '' };
  return [
    {
      label: 'Episodes seen here',
      hint: 'Stretches in which 529s were significantly above normal in your own numbers.',
      value: of(({ episodes }) => String(episodes), NO_VALUE),
      sub: of(({ episodes, confirmed }) => `${episodes - confirmed} not acknowledged`, ''),
    },
    {
      label: 'The page knew of',
      hint: 'Episodes for which the status page had an incident of components that count.',
      value: of(({ confirmedShare }) => formatShare(confirmedShare), NO_VALUE),
      sub: of(({ confirmed, episodes }) => `${confirmed} of ${formatCounted(episodes, 'episode')}`, ''),
    },
    {
      label: 'It posted (median)',
      hint: 'How long after an episode showed in your numbers the first post about it came.',
      ...of(post, none),
    },
    {
      label: 'Above chance',
      hint: 'Some overlap by luck. This is how many times more often the page knew than when all episodes are shifted round the range.',
      ...of(lift, none),
    },
    {
      label: 'Incidents felt here',
      hint: 'Posted incidents of components that count, and those of them that show in your numbers.',
      value: of(({ felt, incidents }) => `${felt} of ${incidents}`, NO_VALUE),
      sub: of(({ felt, incidents }) => `${incidents - felt} without local impact`, ''),
    },
  ];
}
