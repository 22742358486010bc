import { checkIndex } from './buckets.ts';
import { PLAIN, unzigzag, visitEncoded } from './codec.ts';
import { type DenseHistogram, denseBuckets } from './dense.ts';

/** Bucket -64 begins at 2^-2, bucket 959 ends at 2^30: what a duration in milliseconds mostly is. */
const LOWEST = -64;
const SIZE = 1024;

/** Sums many histograms, encoded or dense, several times faster than merging them one into another. */
export class HistogramAccumulator {
  private readonly counts = new Float64Array(SIZE);
  private low = SIZE;
  private high = -1;
  private count = 0;
  private sum = 0;
  private zeroCount = 0;
  /** Where `varint` came to. */
  private at = 0;
  /** Buckets outside the array. */
  private readonly rest = new Map<number, number>();
  private readonly add = (index: number, count: number): void => {
    const at = index - LOWEST;
    if (at < 0 || at >= SIZE) {
      this.rest.set(index, (this.rest.get(index) ?? 0) + count);
      return;
    }
    if (at < this.low) this.low = at;
    if (at > this.high) this.high = at;
    this.counts[at] = (this.counts[at] as number) + count;
  };

  /** Adds the histogram encoded from `start` to `end`. @throws RangeError for other bytes. */
  addEncoded(bytes: Uint8Array, start: number, end: number): void {
    if (start === end || this.addPlain(bytes, start, end)) return;
    const head = visitEncoded(bytes, start, end, this.add);
    this.count += head.count;
    this.sum += head.sum;
    this.zeroCount += head.zeroCount;
  }

  addDense({ count, sum, zeroCount, lowest, counts }: DenseHistogram): void {
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) this.add(lowest + i, counts[i] as number);
    this.count += count;
    this.sum += sum;
    this.zeroCount += zeroCount;
  }

  /** The sum so far; the accumulator begins anew. */
  drain(): DenseHistogram {
    const { count, sum, zeroCount } = this;
    const histogram = { count, sum, zeroCount, ...this.drainBuckets() };
    this.count = 0;
    this.sum = 0;
    this.zeroCount = 0;
    return histogram;
  }

  private drainBuckets(): Pick<DenseHistogram, 'lowest' | 'counts'> {
    const { counts, rest } = this;
    let { low, high } = this;
    // What was taken back may have left nothing at the ends.
    while (low <= high && counts[low] === 0) low++;
    while (low <= high && counts[high] === 0) high--;
    const within = new Array<number>(Math.max(0, high + 1 - low));
    for (let i = 0; i < within.length; i++) {
      within[i] = counts[low + i] as number;
      counts[low + i] = 0;
    }
    this.low = SIZE;
    this.high = -1;
    if (rest.size === 0) return { lowest: within.length === 0 ? 0 : low + LOWEST, counts: within };
    for (const [i, count] of within.entries()) rest.set(low + i + LOWEST, count);
    const all = denseBuckets(rest);
    rest.clear();
    return all;
  }

  /**
   * `addEncoded` for nearly every histogram there is: counts of one sign, and a sum that is whole. The layout is told in
   * `codec.ts`; here it is read without a call a bucket. False: it is not such a one, and nothing was added.
   */
  private addPlain(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes[start] !== PLAIN) return false;
    const { counts } = this;
    const sum = this.varint(bytes, start + 1);
    const zeroCount = this.varint(bytes, this.at);
    const buckets = this.varint(bytes, this.at);
    let { at } = this;
    let total = zeroCount;
    let slot = -LOWEST - 1;
    for (let i = 0; i < buckets; i++) {
      if (at >= end) throw new RangeError('encoded histogram is cut off');
      let token = bytes[at++] as number;
      if (token >= 128) {
        token = this.varint(bytes, at - 1);
        at = this.at;
      }
      let inBucket = 1;
      if ((token & 1) === 1) {
        inBucket = bytes[at++] as number;
        if (inBucket >= 128) {
          inBucket = this.varint(bytes, at - 1);
          at = this.at;
        }
      }
      const gap = token < 0x8000_0000 ? token >>> 1 : Math.floor(token / 2);
      slot = i === 0 ? unzigzag(gap) - LOWEST : slot + gap + 1;
      total += inBucket;
      if (slot < 0 || slot >= SIZE) {
        checkIndex(slot + LOWEST);
        this.add(slot + LOWEST, inBucket);
      } else {
        counts[slot] = (counts[slot] as number) + inBucket;
        // Slots only rise.
        if (slot < this.low) this.low = slot;
      }
    }
    if (at !== end) throw new RangeError('encoded histogram has the wrong length');
    this.high = Math.max(this.high, Math.min(slot, SIZE - 1));
    this.count += total;
    this.sum += unzigzag(sum);
    this.zeroCount += zeroCount;
    return true;
  }

  /** The varint at `from`; `at` is then behind it. Where the bytes end first, `at` is beyond their end. */
  private varint(bytes: Uint8Array, from: number): number {
    let at = from;
    let byte = bytes[at++] as number;
    let value = byte & 127;
    for (let factor = 128; byte >= 128; factor *= 128) {
      byte = bytes[at++] as number;
      value += (byte & 127) * factor;
    }
    this.at = at;
    return value;
  }
}
