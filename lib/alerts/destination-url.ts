const URL_MAX = 1000;
const END_SHOWN = 4;
/** A path shorter than this holds no secret's end worth showing. */
const SECRET_MIN = 16;

/** What a destination may be, as a phrase that follows "may be". */
export const DESTINATION_ALLOWED = `an http or https address of at most ${URL_MAX} characters, without user name`;

/** Whether alerts may be sent to an address. Which hosts it leads to is looked at when it is sent. */
export function isDestinationUrl(text: string): boolean {
  if (text.length > URL_MAX || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

/** The address as it may be shown: its host and, of a long path, the last characters. */
export function maskedUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  const rest = `${pathname}${search}`;
  return rest.length >= SECRET_MIN ? `${origin}/…${rest.slice(-END_SHOWN)}` : rest === '/' ? origin : `${origin}/…`;
}
