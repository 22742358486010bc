import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS } from '../../../lib/export/columns.ts';
import { csvCell, csvRecord } from '../../../lib/export/csv.ts';
import { ROW_FORMATS } from '../../../lib/export/row-formats.ts';
import { anAttempt } from '../../support/attempts.ts';
import { parseCsv } from '../../support/csv.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc
    .array(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ',', ';', ' ', 'a', '\0'))
    .map((c) => c.join('')),
);

describe('a cell', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    [null, ''],
    [0, '0'],
    [true, 'true'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=cmd()', "'=cmd()"],
    ['=1+1,"x"', '"\'=1+1,""x"""'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    [-1, "'-1"],
    ['@sum', "'@sum"],
    ['\t=1', '"\'\t=1"'],
    ['\r=1', '"\'\r=1"'],
    // Where semicolons separate, the second part would begin a cell.
    ['a;=cmd()', '"a;=cmd()"'],
    [' =1', '" =1"'],
  ])('%j is written %j', (value, expected) => {
    expect(csvCell(value)).toBe(expected);
  });

  test('never begins with what a spreadsheet would run', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [[cell = ''] = []] = parseCsv(csvRecord([text, 'x']));
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('records', () => {
  test('come back as they were, but for the apostrophe of what was made harmless', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hostile, { minLength: 2, maxLength: 5 }), { maxLength: 5 }), (rows) => {
        const expected = rows.map((row) => row.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)));
        expect(parseCsv(rows.map(csvRecord).join(''))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('of the export have a value for each column', () => {
    const { head, row } = ROW_FORMATS.csv;
    const error = 'a "quoted", =bad\nmessage';
    const [names = [], values = []] = parseCsv(head + row(anAttempt({ errorMessage: error, model: '=cmd()' })));
    expect(values).toHaveLength(COLUMNS.length);
    const record = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    expect(record).toMatchObject({
      started_at: '2026-11-24T14:00:00.000Z',
      call_id: 'call-1',
      model: "'=cmd()",
      error_message: error,
      status: '200',
      input_tokens: '100',
      call_attempts: '1',
      phase: '',
    });
  });

  test('survive a time that is none', () => {
    expect(ROW_FORMATS.csv.row(anAttempt({ startedAtMs: Number.NaN }))).toMatch(/^,/);
  });
});
