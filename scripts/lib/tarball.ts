import { gzipSync } from 'node:zlib';

const BLOCK = 512;
/** The date that npm gives to files in its own tarballs, so that equal contents make equal bytes. */
const MTIME_S = 499_162_500;

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  block.write(name, 0, 100, 'ascii');
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(MTIME_S, 12), 136);
  block.write('        0', 148);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)}\0 `, 148, 'latin1');
  return block;
}

/**
 * A gzipped tar (ustar) of text files, as npm installs it: the same files give the same bytes, whenever and wherever.
 * @param files names of at most 91 ASCII characters and their contents
 */
export function tarball(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    return [header(`package/${name}`, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  const packed = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  // The tenth byte names the system that packed it.
  packed[9] = 255;
  return packed;
}
