import { describe, expect, it } from 'vitest';
import { startPartSize } from '../../../db/writer/part-size.ts';

/** After many commits that take `usEach` for each attempt and `usCommit` besides. */
function settled(usEach: number, usCommit = 0): number {
  const size = startPartSize();
  for (let i = 0; i < 50; i++) size.took(size.attempts, (size.attempts * usEach + usCommit) / 1000);
  return size.attempts;
}

describe('the size of a part', () => {
  it('settles where a commit takes as long as others may wait', () => {
    expect(settled(15)).toBe(100);
    expect(settled(10, 500)).toBe(100);
  });

  it('stays within bounds, however quick or slow the disk is', () => {
    expect(settled(0)).toBe(250);
    expect(settled(10_000)).toBe(15);
  });

  it('does not learn from the short end of a batch', () => {
    const size = startPartSize();
    const { attempts } = size;
    size.took(1, 1000);
    expect(size.attempts).toBe(attempts);
  });
});
