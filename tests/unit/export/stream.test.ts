import { describe, expect, test } from 'vitest';
import { textStream } from '../../../lib/export/stream.ts';

interface Counted {
  source: AsyncGenerator<string>;
  made: () => number;
  ended: () => boolean;
}

function counted(pieces: number): Counted {
  let made = 0;
  let ended = false;
  async function* generate() {
    try {
      while (made < pieces) {
        made++;
        yield `piece ${made}\n`;
      }
    } finally {
      ended = true;
    }
  }
  return { source: generate(), made: () => made, ended: () => ended };
}

const never = new AbortController().signal;

describe('a text stream', () => {
  test('passes everything on and ends', async () => {
    expect(await new Response(textStream(counted(3).source, never)).text()).toBe('piece 1\npiece 2\npiece 3\n');
  });

  test('makes nothing before it is read, and no more than is read', async () => {
    const { source, made } = counted(100);
    const reader = textStream(source, never).getReader();
    await Promise.resolve();
    expect(made()).toBe(0);
    await reader.read();
    await reader.read();
    expect(made()).toBe(2);
  });

  test('ends its source when the reader leaves', async () => {
    const { source, made, ended } = counted(100);
    const reader = textStream(source, never).getReader();
    await reader.read();
    await reader.cancel();
    expect(ended()).toBe(true);
    expect(made()).toBe(1);
  });

  test('breaks, and ends its source, when it is aborted', async () => {
    const abort = new AbortController();
    const { source, ended } = counted(100);
    const reader = textStream(source, abort.signal).getReader();
    await reader.read();
    abort.abort(new Error('stopping'));
    await expect(reader.read()).rejects.toThrow('stopping');
    expect(ended()).toBe(true);
  });

  test('breaks when its source does', async () => {
    async function* failing() {
      yield 'one';
      throw new Error('the disk is gone');
    }
    const reader = textStream(failing(), never).getReader();
    await reader.read();
    await expect(reader.read()).rejects.toThrow('the disk is gone');
  });
});
