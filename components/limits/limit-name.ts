import { limitWords } from '../../lib/insight/words.ts';

/** A limit's name as a heading, such as `Input tokens` and `5 h of the subscription`. */
export function limitName(name: string): string {
  const words = limitWords(name);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
