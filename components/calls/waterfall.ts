import type { AttemptJson, CallAnswer } from '../../lib/api/shapes.ts';

/** What a call was doing. `responding`: from the response's head to its first content. */
export type SegmentKind = 'queued' | 'backoff' | 'waiting' | 'responding' | 'streaming' | 'receiving';

export interface Segment {
  kind: SegmentKind;
  fromMs: number;
  toMs: number;
}

export interface Lane {
  attempt: AttemptJson;
  segments: Segment[];
}

export interface Waterfall {
  startMs: number;
  /** Later than `startMs`. */
  endMs: number;
  lanes: Lane[];
}

type Timing = Pick<
  AttemptJson,
  'startedAt' | 'durationMs' | 'waitedMs' | 'firstByteMs' | 'ttftMs' | 'stream' | 'outcome'
>;

function attemptSegments(attempt: Timing): Segment[] {
  const { startedAt, durationMs, firstByteMs, ttftMs, stream } = attempt;
  const endMs = startedAt + Math.max(0, durationMs);
  const within = (sinceStartMs: number | null) =>
    sinceStartMs === null ? endMs : Math.min(startedAt + Math.max(0, sinceStartMs), endMs);
  const headMs = within(firstByteMs ?? ttftMs);
  const contentMs = Math.max(headMs, within(ttftMs ?? firstByteMs));
  return [
    { kind: 'waiting', fromMs: startedAt, toMs: headMs },
    { kind: 'responding', fromMs: headMs, toMs: contentMs },
    { kind: stream ? 'streaming' : 'receiving', fromMs: contentMs, toMs: endMs },
  ];
}

/**
 * A call as lanes over time, one an attempt: what was waited for before it, then the wait for an answer, then the
 * answer. Segments of no length are left out.
 */
export function waterfallOf(call: Pick<CallAnswer, 'startedAt' | 'durationMs' | 'queuedMs' | 'attempts'>): Waterfall {
  const lanes = call.attempts.map((attempt, index): Lane => {
    const before: Segment[] = [];
    if (index === 0 && call.queuedMs > 0)
      before.push({
        kind: 'queued',
        fromMs: Math.min(call.startedAt, attempt.startedAt - call.queuedMs),
        toMs: attempt.startedAt,
      });
    else if (attempt.waitedMs > 0)
      before.push({ kind: 'backoff', fromMs: attempt.startedAt - attempt.waitedMs, toMs: attempt.startedAt });
    const segments = [...before, ...attemptSegments(attempt)].filter(({ fromMs, toMs }) => toMs > fromMs);
    return { attempt, segments };
  });
  const ends = lanes.flatMap(({ attempt, segments }) => [
    attempt.startedAt,
    attempt.startedAt + attempt.durationMs,
    ...segments.map(({ fromMs }) => fromMs),
  ]);
  const startMs = Math.min(call.startedAt, ...ends);
  return { startMs, endMs: Math.max(call.startedAt + call.durationMs, ...ends, startMs + 1), lanes };
}
