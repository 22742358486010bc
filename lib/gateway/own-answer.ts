import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DialectName, errorBody } from '../outcome/dialect.ts';
import { lingerForRequest } from './delivery.ts';

/** An answer of the gateway's own making. */
export interface OwnAnswer {
  status: number;
  /** Of `x-weir-error`. */
  code: string;
  message: string;
  /** One of Anthropic's words for errors, where the status alone would give another. */
  type?: string;
  /** Further headers, name and value in turn. */
  headers?: string[];
}

const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  502: 'api_error',
  503: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The words of Anthropic's errors that fit a status. */
export function errorTypeOf(status: number): string {
  return TYPE_OF_STATUS[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}

function bodyOf(dialect: DialectName, answer: OwnAnswer): Buffer {
  return Buffer.from(
    errorBody(dialect, { type: answer.type ?? errorTypeOf(answer.status), message: `Weir: ${answer.message}` }),
  );
}

function headersOf(answer: OwnAnswer, body: Buffer): string[] {
  return [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    'x-weir-error',
    answer.code,
    ...(answer.headers ?? []),
  ];
}

/** Answers in the provider's error shape, whatever of the request is still to come. */
export function answerOwn(
  request: IncomingMessage,
  response: ServerResponse,
  dialect: DialectName,
  answer: OwnAnswer,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = bodyOf(dialect, answer);
  response.writeHead(answer.status, headersOf(answer, body));
  response.end(request.method === 'HEAD' ? undefined : body);
  lingerForRequest(request);
}

/** The same as bytes, for a connection whose request never became one; the connection ends with it. */
export function rawAnswer(statusText: string, answer: OwnAnswer): Buffer {
  const body = bodyOf('anthropic', answer);
  const headers = [...headersOf(answer, body), 'connection', 'close'];
  let head = `HTTP/1.1 ${answer.status} ${statusText}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
}
