import type { VerdictAnswer } from '../../lib/api/present-shapes.ts';
import { formatCount, formatShare } from '../../lib/format/number.ts';
import { formatTime, type Zone } from '../../lib/format/time.ts';
import { durationWords, limitWords } from '../../lib/insight/words.ts';
import { VERDICT_LOOK } from './verdict-look.ts';

/** The numbers that a verdict rests on, in one or two sentences. */
export function evidenceWords({ state, evidence, also }: VerdictAnswer, zone: Zone): string {
  const { attempts, failed, share, usualShare, usualAttempts, windowMs, since, limit, resetAt } = evidence;
  const sentences: string[] = [];
  const within = `in the last ${durationWords(windowMs)}`;
  if (VERDICT_LOOK[state].tone === 'bad') {
    const usual = usualShare === null ? '' : `, usually ${formatShare(usualShare)}`;
    sentences.push(
      `${formatCount(failed)} of ${formatCount(attempts)} attempts ${within} (${formatShare(share)}${usual}).`,
    );
    if (since !== null) sentences.push(`Since ${formatTime(since, 'minute', zone)}.`);
    if (limit !== null && resetAt !== null)
      sentences.push(`The limit of ${limitWords(limit)} resets at ${formatTime(resetAt, 'time', zone)}.`);
  } else if (state === 'ok' && usualAttempts !== null)
    sentences.push(
      `Usual at this time: about ${formatCount(Math.round(usualAttempts))} attempts in ${durationWords(windowMs)}.`,
    );
  if (also.length > 0) sentences.push(`Also: ${also.map((other) => VERDICT_LOOK[other].label).join(', ')}.`);
  return sentences.join(' ');
}
