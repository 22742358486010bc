import type { SeriesAnswer } from '../../lib/api/shapes.ts';
import type { Unit } from '../../lib/outcome/vocabulary.ts';

type Told = Pick<SeriesAnswer, 'blindSources'> | undefined;

/** What a chart counts: attempts are only those told of where a source does not see the ones that retries absorbed. */
export function countedWord(unit: Unit, answer: Told): string {
  return unit === 'attempts' && answer?.blindSources ? 'attempts told of' : unit;
}

/** Why they may not be all; `null`: they are. */
export function unseenNote(unit: Unit, answer: Told): string | null {
  if (unit !== 'attempts' || !answer?.blindSources) return null;
  return `source ${answer.blindSources.join(', ')}: what clients' own retries absorbed is not all told`;
}
