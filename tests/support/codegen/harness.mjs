// Runs generated TypeScript: `node harness.mjs U FILE URL [FILE URL ...]`. Waits are written down, not waited;
// every draw is U. Prints a list of { status, body | error, waitsMs }.
import { readFileSync, writeFileSync } from 'node:fs';

const [u, ...jobs] = process.argv.slice(2);
let waitsMs = [];
let clockMs = 0;
globalThis.harness = {
  Math: Object.defineProperty(Object.create(Math), 'random', { value: () => Number(u) }),
  Date: Object.defineProperty(Object.create(Date), 'now', { value: () => clockMs }),
  setTimeout: (callback, ms) => {
    waitsMs.push(ms);
    clockMs += ms;
    return setImmediate(callback);
  },
  clearTimeout: clearImmediate,
};

async function run(file, url) {
  const framed = `const { Math, Date, setTimeout, clearTimeout } = globalThis.harness;\n${readFileSync(file, 'utf8')}`;
  writeFileSync(`${file}.framed.ts`, framed);
  const { fetchWithRetries } = await import(`${file}.framed.ts`);
  waitsMs = [];
  clockMs = 0;
  try {
    const response = await fetchWithRetries(url, { method: 'POST', body: '{"model":"m"}' });
    return { status: response.status, body: await response.text(), waitsMs };
  } catch (error) {
    return { error: String(error), waitsMs };
  }
}

const outcomes = [];
for (let i = 0; i < jobs.length; i += 2) outcomes.push(await run(jobs[i], jobs[i + 1]));
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
