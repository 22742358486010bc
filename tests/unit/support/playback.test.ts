import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  playback,
  type RecordedResponse,
  rawExchange,
  rawRequest,
  readRecording,
  startMockProvider,
} from '../../support/mock-provider/index.ts';

const RECORDED: RecordedResponse = {
  status: 404,
  headers: { date: 'Sun, 02 Aug 2026 17:44:26 GMT', 'content-type': 'application/json', 'request-id': '<REQUEST_ID>' },
  body: '{"type":"error","message":"é"}',
};

async function play(recorded: RecordedResponse, pieceBytes?: number) {
  const provider = await startMockProvider();
  provider.script(playback(recorded, pieceBytes === undefined ? {} : { pieceBytes }));
  const { bytes, text } = await rawExchange(provider.port, rawRequest('GET', '/'));
  await provider.close();
  return { head: text.split('\r\n\r\n')[0] ?? '', body: bytes.subarray(bytes.indexOf('\r\n\r\n') + 4) };
}

describe('playback', () => {
  it('answers with status, headers and body of the recording, its date too', async () => {
    const { head, body } = await play(RECORDED);
    expect(head).toContain('HTTP/1.1 404 Not Found\r\ndate: Sun, 02 Aug 2026 17:44:26 GMT\r\n');
    expect(head.match(/^date:/gim)).toHaveLength(1);
    expect(head).toContain('request-id: <REQUEST_ID>');
    expect(body.toString()).toBe(RECORDED.body);
  });

  it('compresses again what was compressed, and frames by itself', async () => {
    const headers = { ...RECORDED.headers, 'content-encoding': 'gzip', 'content-length': '9' };
    const { head, body } = await play({ ...RECORDED, headers });
    expect(head).toContain(`content-length: ${body.length}`);
    expect(gunzipSync(body).toString()).toBe(RECORDED.body);
  });

  it('streams what was chunked', async () => {
    const headers = { ...RECORDED.headers, 'transfer-encoding': 'chunked', 'content-length': '9' };
    const { head, body } = await play({ ...RECORDED, headers });
    expect(head).toContain('transfer-encoding: chunked');
    expect(head).not.toContain('content-length');
    expect(body.toString()).toBe(`1f\r\n${RECORDED.body}\r\n0\r\n\r\n`);
  });

  it('cuts into pieces of a chosen size', async () => {
    const { body } = await play(RECORDED, 30);
    expect(body.subarray(0, 36).toString('latin1')).toBe('1e\r\n{"type":"error","message":"Ã©"\r\n');
  });

  it('reads a recording from its file and refuses what is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-playback-'));
    const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
    await writeFile(good, JSON.stringify({ source: {}, response: RECORDED }));
    await writeFile(bad, JSON.stringify({ response: { status: '200' } }));
    expect(await readRecording(good)).toEqual(RECORDED);
    await expect(readRecording(bad)).rejects.toThrow('bad.json holds no recorded response');
    await rm(folder, { recursive: true });
  });
});
