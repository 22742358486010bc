/** Reads CSV as RFC 4180 has it. Written by the letter of the RFC, apart from the writer under test. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at++;
      while (at < text.length) {
        if (text[at] === '"' && text[at + 1] === '"') at++;
        else if (text[at] === '"') break;
        cell += text[at++];
      }
      at++;
    } else {
      while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at)) cell += text[at++];
    }
    record.push(cell);
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (!text.startsWith('\r\n', at)) throw new Error(`no separator at ${at} of ${JSON.stringify(text)}`);
    at += 2;
    records.push(record);
    record = [];
  }
  return records;
}
