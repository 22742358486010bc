import { ApiError } from './api-error.ts';

/** More than any policy, schedule or simulation takes. */
export const MAX_BODY_BYTES = 256 * 1024;

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError(413, 'too_large', `the body may have at most ${maxBytes} bytes`);

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError(400, 'invalid_json', 'the body is not UTF-8');
    throw error;
  }
}

/**
 * The JSON of a request's body.
 * @throws ApiError 413 when it is too large, before it is read whole; 400 when it is not JSON
 */
export async function readJson(request: Request, maxBytes: number = MAX_BODY_BYTES): Promise<unknown> {
  const text = await readText(request, maxBytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(
      400,
      'invalid_json',
      text === '' ? 'the body is empty; it must be JSON' : 'the body is not JSON',
    );
  }
}
