import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { reporterFiles } from '../../../scripts/lib/reporter.ts';
import { tarball } from '../../../scripts/lib/tarball.ts';

it('takes less than 6 KB of those who load it', async () => {
  const files = await reporterFiles();
  expect(gzipSync(files['index.js'] ?? '', { level: 9 }).length).toBeLessThan(6000);
  expect(files['index.js']).not.toMatch(/\bnode:|\brequire\(|\bimport\b/);
});

it('is packed to the same bytes each time', async () => {
  const [one, other] = [tarball(await reporterFiles()), tarball(await reporterFiles())];
  expect(one.equals(other)).toBe(true);
  expect(gunzipSync(one).length % 512).toBe(0);
});
