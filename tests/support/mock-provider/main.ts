import { parseArgs } from 'node:util';
import { isScenarioName, NAMED_SCENARIOS } from './named-scenarios.ts';
import { startMockProvider } from './server.ts';

const USAGE = `node tests/support/mock-provider/main.ts [--port 0] [--host 127.0.0.1] [--seed 1] [--scenario NAME]
NAME is one of ${Object.keys(NAMED_SCENARIOS).join(', ')}`;

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(2);
}

function wholeNumber(name: string, text: string, max: number): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > max) fail(`--${name} is ${text}, but may be 0 to ${max}`);
  return Number(text);
}

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string', default: 'healthy' },
  },
});
if (!isScenarioName(values.scenario)) fail(`there is no scenario ${values.scenario}`);

const provider = await startMockProvider({
  port: wholeNumber('port', values.port, 65_535),
  host: values.host,
  seed: wholeNumber('seed', values.seed, 2 ** 32 - 1),
  scenario: NAMED_SCENARIOS[values.scenario],
  keepBodyBytes: 64 * 1024,
  keepRequests: 100,
}).catch((error: Error) => fail(error.message));

process.stdout.write(`mock provider at ${provider.url}, scenario ${values.scenario}\n`);
process.send?.({ type: 'listening', port: provider.port, url: provider.url });

const stop = () => void provider.close().finally(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', stop);
