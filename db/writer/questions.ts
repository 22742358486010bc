import type { PolicyChange } from '../store.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { RecordError, type RecordErrorCode } from './writer.ts';

type Answer = number | PolicyChange | null;

interface Waiting {
  resolve(value: Answer): void;
  reject(error: RecordError): void;
}

/** What the thread was asked and has not yet answered. */
export class Questions {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** Posts the question that `message` makes of an id. */
  ask(post: (message: ToWorker) => void, message: (id: number) => ToWorker): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.waiting.set(id, { resolve, reject });
      post(message(id));
    });
  }

  answer(message: Extract<FromWorker, { type: 'answer' | 'failed' }>): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(new RecordError(message.trouble.code, message.trouble.message));
  }

  failAll(code: RecordErrorCode, why: string): void {
    for (const { reject } of this.waiting.values()) reject(new RecordError(code, why));
    this.waiting.clear();
  }
}
