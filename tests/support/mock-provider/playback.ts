import { readFile } from 'node:fs/promises';
import type { Answer, HeaderPairs } from './answer.ts';
import { CONTENT_ENCODINGS } from './answer.ts';
import { splitEvery } from './sse.ts';

/** A response as it was recorded: its body decoded, its headers lower-cased. */
export interface RecordedResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

// Of the connection it was recorded on, not of this one.
const CONNECTION_HEADERS = ['content-length', 'transfer-encoding', 'connection', 'keep-alive'];

/**
 * Answers as the recorded provider did: status, headers and body, compressed again where it was. In pieces of `pieceBytes` when
 * given; otherwise in one piece.
 */
export function playback(recorded: RecordedResponse, options: { pieceBytes?: number } = {}): Answer {
  const encoding = CONTENT_ENCODINGS.find((known) => known === recorded.headers['content-encoding']);
  const headers = Object.entries(recorded.headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  const bytes = Buffer.from(recorded.body);
  const body = options.pieceBytes ? splitEvery(bytes, options.pieceBytes) : bytes;
  const chunked = recorded.headers['transfer-encoding'] === 'chunked' || options.pieceBytes !== undefined;
  return {
    status: recorded.status,
    headers: headers as HeaderPairs,
    body,
    framing: chunked ? 'chunked' : 'length',
    ...(encoding && { encoding }),
  };
}

/** Reads a recording: a file with a `response` of status, headers and body. */
export async function readRecording(path: string): Promise<RecordedResponse> {
  const file: unknown = JSON.parse(await readFile(path, 'utf8'));
  const response = file !== null && typeof file === 'object' && 'response' in file ? file.response : null;
  if (!isRecording(response)) throw new Error(`${path} holds no recorded response`);
  return response;
}

function isRecording(value: unknown): value is RecordedResponse {
  if (value === null || typeof value !== 'object') return false;
  const { status, headers, body } = value as Record<string, unknown>;
  return typeof status === 'number' && typeof headers === 'object' && headers !== null && typeof body === 'string';
}
