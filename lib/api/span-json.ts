/** A stretch of time; `to` exclusive. */
export interface SpanJson {
  from: number;
  to: number;
}
