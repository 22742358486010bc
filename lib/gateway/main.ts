import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { migrateDatabase } from '../../db/migrate.ts';
import { startWriter } from '../../db/writer/start-writer.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { createGateway } from './create-gateway.ts';
import type { Gateway } from './gateway.ts';
import { createLog, type Log } from './log.ts';
import { PolicyWatch } from './policy-watch.ts';
import { startIntake } from './report-intake.ts';
import { GatewayServer } from './server.ts';

/** Calls may end by themselves for this long after a signal... */
const GRACE_MS = 1500;
/** ...what is recorded is written for at most this long... */
const FLUSH_MS = 1500;
/** ...and after this the process ends in any case. */
const LAST_MS = 3800;
/** How long the door stays shut for the recorder and the policies; a call that came before would go unrecorded. */
const READY_MS = 10_000;

function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    throw error;
  }
}

/** A database that cannot be had does not keep the gateway from passing calls on. */
function prepareDatabase(config: Config, log: Log): void {
  try {
    migrateDatabase(config.databasePath);
  } catch (error) {
    log.error({ error: error instanceof Error ? error.message : String(error) }, 'the database cannot be prepared');
  }
}

async function listen(server: GatewayServer, config: Config): Promise<AddressInfo> {
  try {
    server.http.listen(config.gatewayPort, config.host);
    await once(server.http, 'listening');
    return server.http.address() as AddressInfo;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    const taken = code === 'EADDRINUSE' ? 'that port is taken' : String(code);
    fail(`WEIR_GATEWAY_PORT: cannot listen on ${config.host}:${config.gatewayPort}: ${taken}`);
  }
}

async function stop(gateway: Gateway, server: GatewayServer, policies: PolicyWatch): Promise<void> {
  setTimeout(() => process.exit(0), LAST_MS).unref();
  policies.stop();
  const closed = server.close();
  const deadline = performance.now() + GRACE_MS;
  while (gateway.calls.size > 0 && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20));
  if (gateway.calls.size > 0) gateway.log.info({ calls: gateway.calls.size }, 'ending the calls still open');
  gateway.calls.each((call) => call.stop());
  await Promise.race([closed, new Promise((done) => setTimeout(done, 300))]);
  server.http.closeAllConnections();
  await gateway.intake?.close(GRACE_MS);
  await gateway.writer.close(FLUSH_MS);
  await gateway.upstreams.close();
  gateway.log.info('stopped');
  gateway.log.flush(() => process.exit(0));
}

async function main(): Promise<void> {
  const config = settings();
  const log = createLog(config.logLevel);
  prepareDatabase(config, log);
  const troubled = Promise.withResolvers<void>();
  const writer = startWriter({
    path: config.databasePath,
    onTrouble: (error) => {
      troubled.resolve();
      if (error) log.error({ code: error.code, error: error.message }, 'recording fails; calls go on');
      else log.info('recording works again');
    },
  });
  const gateway = createGateway(config, writer, log);
  const server = new GatewayServer(gateway);
  const policies = new PolicyWatch(writer, log, (set) => gateway.upstreams.configure(set));
  const readiness = writer.ready().then(() => policies.start());
  await Promise.race([readiness, troubled.promise, new Promise((done) => setTimeout(done, READY_MS))]);
  const { port } = await listen(server, config);
  gateway.intake = startIntake(gateway, port);
  log.info({ host: config.host, port, upstreams: gateway.upstreams.names }, 'listening');
  process.send?.({ type: 'listening', port });
  writer.settleAbandoned(gateway.processId, Date.now()).then(
    (count) =>
      count > 0 && log.info({ count }, 'attempts that an earlier process left open are on record as abandoned'),
    (error: unknown) => log.error({ error: String(error) }, 'abandoned attempts could not be settled'),
  );

  let stopping = false;
  const stopFor = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    void stop(gateway, server, policies);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopFor(signal));
  // Whoever watched over this process is gone: nobody is left to stop it, and it would keep its port.
  process.on('disconnect', () => stopFor('disconnect'));
}

await main();
