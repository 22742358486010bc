import { randomUUID } from 'node:crypto';
import type { Writer } from '../../db/writer/writer.ts';
import type { Config } from '../config.ts';
import { DEFAULT_POLICY_SET } from '../scheduler/default-policies.ts';
import { ClientRetries } from './client-retries.ts';
import { Counters } from './counters.ts';
import type { Gateway } from './gateway.ts';
import { KeyedHash, loadHashKey } from './hash-key.ts';
import { KeptBytes } from './kept-bytes.ts';
import { type Log, QuietLog } from './log.ts';
import { Recorder } from './recorder.ts';
import { Slots } from './slots.ts';
import { UpstreamLinks } from './upstreams.ts';

/** All request bodies together may keep this many times what one may. */
const KEPT_BODIES = 8;

/** A gateway that records with `writer`. */
export function createGateway(config: Config, writer: Writer, log: Log): Gateway {
  const { key, kept } = loadHashKey(config.databasePath);
  if (!kept) log.warn('the secret for hashes cannot be kept beside the database: hashes will change at the next start');
  const quietLog = new QuietLog(log, () => performance.now());
  const counters = new Counters();
  return {
    config,
    log,
    quietLog,
    counters,
    writer,
    recorder: new Recorder(writer, counters, quietLog),
    upstreams: new UpstreamLinks(config, DEFAULT_POLICY_SET),
    hash: new KeyedHash(key),
    clientRetries: new ClientRetries(),
    keptBytes: new KeptBytes(config.keepBodyBytes * KEPT_BODIES),
    calls: new Slots(),
    processId: randomUUID(),
    intake: null,
    random: Math.random,
  };
}
