import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LentPorts } from '../../../db/writer/lent-ports.ts';
import type { BatchOutcome, PortMessage } from '../../../db/writer/messages.ts';
import { anAttempt } from '../../support/attempts.ts';

const WRITTEN: BatchOutcome = { kind: 'written', result: { accepted: 1, duplicates: 0 } };

let order: string[];
let open: MessagePort[];
let onPart: (name: string) => void;
let lent: LentPorts;

/** A lent port's other end. */
function connect(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  lent.connect(port1);
  open.push(port1, port2);
  return port2;
}

function part(id: number, name: string): PortMessage {
  return { id, kind: 'write', attempts: [anAttempt({ callId: name })] };
}

beforeEach(() => {
  order = [];
  open = [];
  onPart = () => {};
  lent = new LentPorts({
    commitPart([attempt]) {
      const name = attempt?.callId ?? '';
      order.push(name);
      onPart(name);
      return WRITTEN;
    },
    async syncBeside() {
      order.push('sync');
      return WRITTEN;
    },
  });
});
afterEach(() => {
  for (const port of open) port.close();
});

describe('LentPorts', () => {
  test('answers each part and each sync by its id', async () => {
    const port = connect();
    port.postMessage(part(7, 'a'));
    port.postMessage({ id: 8, kind: 'sync' });
    const answers = new Map<number, BatchOutcome>();
    port.on('message', ({ id, outcome }) => answers.set(id, outcome));
    while (answers.size < 2) await once(port, 'message');
    expect(answers).toEqual(
      new Map([
        [7, WRITTEN],
        [8, WRITTEN],
      ]),
    );
  });

  test('what came by another port while a part was committed goes before the next part', async () => {
    const handle = new MessageChannel();
    open.push(handle.port1, handle.port2);
    handle.port1.on('message', () => order.push('handle'));
    const port = connect();
    // As when the sender's thread has its next part there before the last commit is over.
    onPart = (name) => {
      if (name === 'a') {
        port.postMessage(part(2, 'b'));
        handle.port2.postMessage('commit');
      }
    };
    port.postMessage(part(1, 'a'));
    await once(port, 'message');
    await once(port, 'message');
    expect(order).toEqual(['a', 'handle', 'b']);
  });

  test('parts of several senders take turns one at a time, in the order they came', async () => {
    const ports = [connect(), connect()] as const;
    const handle = new MessageChannel();
    open.push(handle.port1, handle.port2);
    handle.port1.on('message', () => order.push('handle'));
    onPart = () => handle.port2.postMessage('commit');
    ports[0].postMessage(part(1, 'a'));
    ports[1].postMessage(part(2, 'b'));
    await Promise.all(ports.map((port) => once(port, 'message')));
    expect(order.slice(0, 3)).toEqual(['a', 'handle', 'b']);
  });

  test('a part that has not had its turn when all is closed is not written any more', async () => {
    const port = connect();
    onPart = () => lent.close();
    port.postMessage(part(1, 'a'));
    port.postMessage(part(2, 'b'));
    await once(port, 'close');
    await new Promise(setImmediate);
    expect(order).toEqual(['a']);
  });
});
