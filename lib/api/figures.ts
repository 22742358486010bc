import type { AggregateCell } from '../../db/store.ts';
import { OUTCOMES, type Outcome } from '../outcome/vocabulary.ts';
import { percentiles } from './percentiles.ts';
import type { AttemptFigures, CallFigures, Figures } from './shapes.ts';

type Sums = 'count' | 'retries' | 'queuedMs' | 'backoffMs' | TokenField;
type TokenField = 'inputTokens' | 'outputTokens' | 'cacheCreationInputTokens' | 'cacheReadInputTokens';

function sum(cells: readonly AggregateCell[], field: Sums): number {
  return cells.reduce((total, cell) => total + cell[field], 0);
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function forEachOutcome<T>(value: (outcome: Outcome) => T): Record<Outcome, T> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, value(outcome)])) as Record<Outcome, T>;
}

/**
 * Counts, shares and percentiles of cells.
 * @param outcomeOf the outcome that a cell counts
 */
export function figures(cells: readonly AggregateCell[], outcomeOf: (cell: AggregateCell) => string): Figures {
  const total = sum(cells, 'count');
  const outcomes = forEachOutcome((outcome) =>
    sum(
      cells.filter((cell) => outcomeOf(cell) === outcome),
      'count',
    ),
  );
  return {
    total,
    outcomes,
    shares: forEachOutcome((outcome) => ratio(outcomes[outcome], total)),
    successShare: ratio(outcomes.ok, total - outcomes.cancelled),
    latency: percentiles(cells, 'latency'),
    ttft: percentiles(cells, 'ttft'),
  };
}

const outcomeFirst = (cell: AggregateCell): string => cell.group[0] ?? '';

/** @param cells of unit `attempts`, grouped by outcome */
export function attemptFigures(cells: readonly AggregateCell[]): AttemptFigures {
  return {
    ...figures(cells, outcomeFirst),
    inputTokens: sum(cells, 'inputTokens'),
    outputTokens: sum(cells, 'outputTokens'),
    cacheCreationInputTokens: sum(cells, 'cacheCreationInputTokens'),
    cacheReadInputTokens: sum(cells, 'cacheReadInputTokens'),
  };
}

/** @param cells of unit `calls`, grouped by outcome */
export function callFigures(cells: readonly AggregateCell[]): CallFigures {
  return {
    ...figures(cells, outcomeFirst),
    retries: sum(cells, 'retries'),
    retriesAbsorbed: sum(
      cells.filter((cell) => outcomeFirst(cell) === 'ok'),
      'retries',
    ),
    queuedMs: sum(cells, 'queuedMs'),
    backoffMs: sum(cells, 'backoffMs'),
  };
}
