import { type Random, seededRandom } from '../../../lib/scheduler/random.ts';

export { type Random, seededRandom };

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** An id of the provider's look, such as `req_011C…` or `msg_011C…`. */
export function randomId(prefix: string, random: Random): string {
  const tail = Array.from({ length: 20 }, () => BASE58[Math.floor(random() * BASE58.length)]).join('');
  return `${prefix}_011C${tail}`;
}
