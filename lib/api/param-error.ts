const SHOWN_CHARACTERS = 80;

/** A parameter that is not understood. The message names it, what it held and what it may hold. */
export class ParamError extends Error {
  override name = 'ParamError';
  readonly field: string;

  constructor(field: string, held: string, allowed: string) {
    const shown = held.length > SHOWN_CHARACTERS ? `${held.slice(0, SHOWN_CHARACTERS)}…` : held;
    super(`${field} is ${JSON.stringify(shown)}, but may be ${allowed}`);
    this.field = field;
  }
}
