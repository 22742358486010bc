// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
const MAX_SHOWN = 300;

/**
 * A string from outside as a code span: nothing in it is a link, markup, a mention, a table's border or a new line,
 * whatever it holds.
 */
export function code(text: string): string {
  const line = text.replace(UNPRINTABLE, ' ').trim();
  const cut = line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
  if (cut === '') return '(empty)';
  // A backtick would end the span, and a pipe the cell even inside one.
  return `\`${cut.replaceAll('`', 'ˋ').replaceAll('|', '¦')}\``;
}

/** Lines as a block of code that none of them can end. */
export function codeBlock(lines: readonly string[]): string {
  const harmless = lines.map((line) => line.replace(UNPRINTABLE, '�').replaceAll('`', 'ˋ'));
  return ['```text', ...harmless, '```'].join('\n');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `2026-11-24 14:05:09 UTC`. */
export function utcSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
