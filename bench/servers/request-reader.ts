/** Tells where one request ends and the next begins; just enough for an upstream that reads nothing of their bodies. */
export interface RequestReader {
  /** Takes what arrived; returns the targets of the requests that it completed. */
  push(bytes: Buffer): string[];
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const NOTHING = Buffer.alloc(0);

export function requestReader(): RequestReader {
  let head: Buffer = NOTHING;
  let target: string | null = null;
  let bodyLeft = 0;
  let chunked = false;
  let tail: Buffer = NOTHING;

  /** What follows the head, once the head is whole. */
  function afterHead(bytes: Buffer): Buffer | null {
    const all = head.length > 0 ? Buffer.concat([head, bytes]) : bytes;
    const end = all.indexOf('\r\n\r\n');
    head = end < 0 ? all : NOTHING;
    if (end < 0) return null;
    const text = all.toString('latin1', 0, end);
    target = text.split(' ', 2)[1] ?? '';
    chunked = /^transfer-encoding: *chunked/im.test(text);
    bodyLeft = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
    return all.subarray(end + 4);
  }

  /** What follows the body, once the body is whole. Nothing follows a chunked one before it is answered. */
  function afterBody(bytes: Buffer): Buffer | null {
    if (!chunked) {
      const taken = Math.min(bodyLeft, bytes.length);
      bodyLeft -= taken;
      return bodyLeft > 0 ? null : bytes.subarray(taken);
    }
    const seen = Buffer.concat([tail, bytes]);
    const whole = seen.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
    tail = whole ? NOTHING : seen.subarray(-LAST_CHUNK.length);
    return whole ? NOTHING : null;
  }

  return {
    push: (bytes) => {
      const completed: string[] = [];
      let rest: Buffer | null = bytes;
      while (rest !== null) {
        if (target === null) {
          if (rest.length === 0) break;
          rest = afterHead(rest);
        }
        if (rest !== null && target !== null) {
          rest = afterBody(rest);
          if (rest === null) break;
          completed.push(target);
          target = null;
        }
      }
      return completed;
    },
  };
}
