import type { RequestFacts } from './attempt.ts';
import type { DialectName } from './dialect.ts';
import { modelInPath, streamInPath } from './endpoint.ts';
import { compilePaths, type FieldSpec } from './json-paths.ts';
import { JsonScanner } from './json-scanner.ts';
import { safeLabel } from './message-text.ts';

/** A keyed hash that takes bytes as they come, such as node's `createHmac`. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): string;
}

export interface RequestReaderOptions {
  dialect: DialectName;
  /** Makes a fresh keyed hash. */
  hash: () => Hasher;
  /** `false`: the body is not hashed as it passes, and `bodyHash` is null. Default true. */
  hashBody?: boolean;
  /** The request's path: some providers name the model and the streaming there. */
  path?: string;
}

/** What was read of a request, and the keyed hash of its whole body (`null`: not a JSON object). */
export type RequestReading = RequestFacts & { bodyHash: string | null };

export interface RequestReader {
  /** Takes a piece of the body, in any split. Never throws. */
  write(chunk: Uint8Array): void;
  /** May be called once, also when the body ended early. */
  finish(): RequestReading;
}

const MAX_MODEL_LENGTH = 200;
/** Half of a prefix hash: enough to tell prompts apart. */
const HASH_LENGTH = 16;

const FIELDS = [
  { path: 'model', maxBytes: 1024 },
  { path: 'stream' },
  { path: 'max_tokens' },
  { path: 'max_completion_tokens' },
  { path: 'max_output_tokens' },
  { path: 'generationConfig.maxOutputTokens' },
  { path: 'tools', streamed: true },
  { path: 'system', streamed: true },
  { path: 'instructions', streamed: true },
  { path: 'systemInstruction', streamed: true },
  { path: 'system_instruction', streamed: true },
] as const satisfies readonly FieldSpec[];
const PATHS = compilePaths(FIELDS, 'cache_control');
const indexOf = (path: (typeof FIELDS)[number]['path']) => FIELDS.findIndex((field) => field.path === path);
const [MODEL, STREAM, TOOLS] = [indexOf('model'), indexOf('stream'), indexOf('tools')];
const LIMITS = FIELDS.flatMap(({ path }, index) => (/max.*tokens$/i.test(path) ? [index] : []));

/** The hash and size of one part of the prefix. */
interface Part {
  hasher: Hasher;
  bytes: number;
}

class Reader implements RequestReader {
  private readonly options: RequestReaderOptions;
  private readonly scanner: JsonScanner;
  private bodyHasher: Hasher | null;
  private tools: Part | null = null;
  private system: Part | null = null;
  private bytes = 0;

  constructor(options: RequestReaderOptions) {
    this.options = options;
    this.bodyHasher = options.hashBody === false ? null : options.hash();
    this.scanner = new JsonScanner({
      paths: PATHS,
      onStreamed: (field, bytes) => this.takePrefix(field, bytes),
    });
  }

  write(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.scanner.write(chunk);
    // An upload or any other body that is no JSON object is not worth hashing.
    if (this.scanner.kind === 'other' || this.scanner.kind === 'array') this.bodyHasher = null;
    this.bodyHasher?.update(chunk);
  }

  finish(): RequestReading {
    const { scanner, tools, system } = this;
    const { path = '' } = this.options;
    const whole = scanner.kind === 'object';
    const maxTokens = LIMITS.map((index) => scanner.field(index).value).find((value) => Number.isSafeInteger(value));
    return {
      model: this.model() ?? modelInPath(path),
      stream: scanner.field(STREAM).value === true || streamInPath(path),
      maxTokens: (maxTokens as number | undefined) ?? null,
      prefixBytes: tools || system ? (tools?.bytes ?? 0) + (system?.bytes ?? 0) : null,
      prefixHash: tools || system ? halfHash(tools) + halfHash(system) : null,
      cacheControl: scanner.watchedKeySeen,
      bytes: this.bytes,
      bodyHash: whole ? (this.bodyHasher?.digest() ?? null) : null,
    };
  }

  private model(): string | null {
    return safeLabel(this.scanner.field(MODEL).string?.slice(0, MAX_MODEL_LENGTH) ?? null, MAX_MODEL_LENGTH);
  }

  /** A part that begins again, the key standing twice, replaces what it was before. */
  private takePrefix(field: number, bytes: Uint8Array | null): void {
    const key = field === TOOLS ? 'tools' : 'system';
    if (bytes === null) this[key] = { hasher: this.options.hash(), bytes: 0 };
    else {
      this[key]?.hasher.update(bytes);
      if (this[key]) this[key].bytes += bytes.length;
    }
  }
}

function halfHash(part: Part | null): string {
  return part?.hasher.digest().slice(0, HASH_LENGTH) ?? '';
}

/**
 * Reads a request's facts while its body passes by: nothing of the body is held, the cost is linear and small, and
 * whatever is no JSON reads as a request that says nothing. The hash of the prefix covers the tools and the system
 * prompt as they were written; in OpenAI's chat completions the prompt is one of the messages, so there it is the
 * tools alone.
 */
export function createRequestReader(options: RequestReaderOptions): RequestReader {
  return new Reader(options);
}
