const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};
const CODE_POINT_MAX = 0x10ffff;

/** Decodes HTML's entities once; unknown ones stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = code > 0 && code <= CODE_POINT_MAX && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '';
  });
}

/**
 * The text of HTML, or of text that may hold some: tags are gone, paragraphs and breaks are lines. What comes out is
 * text, not HTML: it may hold `<`. At most `maxChars` characters.
 */
export function plainText(html: string, maxChars: number): string {
  const text = html
    // Entities and tags only make a text longer than what they stand for.
    .slice(0, maxChars * 4)
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6])\s*\/?>/gi, '\n')
    .replace(/<\/?[a-z!][^<>]*>/gi, '');
  return printable(decodeEntities(text))
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, maxChars);
}

/** One line of plain text. */
export function plainLine(html: string, maxChars: number): string {
  return plainText(html, maxChars).replace(/\s+/g, ' ');
}

/** Without control characters, and without those that turn the direction of text around. */
function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/gu, '');
}
