/** What is to be read of a JSON document, compiled into a tree that the scanner walks. */
export interface PathNode {
  /** Children of an object, by the length of their key in bytes: most keys are ruled out by length alone. */
  byKeyLength: (KeyChild[] | undefined)[];
  /** The child that stands for every element of an array. */
  element: PathNode | null;
  /** Index of the field that ends here, -1 where none does. */
  field: number;
  /** Of a field: how many bytes of its raw JSON are kept. */
  maxBytes: number;
  /** Of a field: its raw bytes are handed on as they come instead of being kept. */
  streamed: boolean;
  hasChildren: boolean;
}

export interface KeyChild {
  key: string;
  bytes: Uint8Array;
  node: PathNode;
}

/** One field: a dotted path, `*` standing for any array element, such as `choices.*.finish_reason`. */
export interface FieldSpec {
  path: string;
  /** Default 256. A string that is longer is cut, a longer object or array reads as missing. */
  maxBytes?: number;
  streamed?: boolean;
}

export interface Paths {
  root: PathNode;
  fields: readonly FieldSpec[];
  /** The depth of the deepest container that needs to be followed. */
  maxDepth: number;
  /** A key to look out for at any depth. */
  watched: { key: string; bytes: Uint8Array } | null;
}

function emptyNode(): PathNode {
  return { byKeyLength: [], element: null, field: -1, maxBytes: 0, streamed: false, hasChildren: false };
}

function childOf(node: PathNode, key: string): PathNode {
  node.hasChildren = true;
  if (key === '*') {
    node.element ??= emptyNode();
    return node.element;
  }
  const bytes = new TextEncoder().encode(key);
  const siblings = node.byKeyLength[bytes.length] ?? [];
  node.byKeyLength[bytes.length] = siblings;
  const known = siblings.find((child) => child.key === key);
  if (known) return known.node;
  const added = { key, bytes, node: emptyNode() };
  siblings.push(added);
  return added.node;
}

/**
 * Compiles paths, and a key to look out for at any depth, once, at load. A path that is a prefix of another is read only where its value is no container
 * (`error` beside `error.message`).
 */
export function compilePaths(fields: readonly FieldSpec[], watchedKey?: string): Paths {
  const root = emptyNode();
  let maxDepth = 0;
  fields.forEach((spec, index) => {
    const keys = spec.path.split('.');
    const leaf = keys.reduce(childOf, root);
    leaf.field = index;
    leaf.maxBytes = spec.maxBytes ?? 256;
    leaf.streamed = spec.streamed ?? false;
    maxDepth = Math.max(maxDepth, keys.length);
  });
  const watched = watchedKey === undefined ? null : { key: watchedKey, bytes: new TextEncoder().encode(watchedKey) };
  return { root, fields, maxDepth, watched };
}

/** The child with these key bytes, or `null`. */
export function findChild(node: PathNode, bytes: Uint8Array, start: number, end: number): PathNode | null {
  const candidates = node.byKeyLength[end - start];
  if (candidates === undefined) return null;
  search: for (const candidate of candidates) {
    for (let i = 0; i < candidate.bytes.length; i++) if (candidate.bytes[i] !== bytes[start + i]) continue search;
    return candidate.node;
  }
  return null;
}

/** The same for a key that was written with escapes, once decoded. */
export function findChildByName(node: PathNode, key: string): PathNode | null {
  for (const candidates of node.byKeyLength)
    for (const candidate of candidates ?? []) if (candidate.key === key) return candidate.node;
  return null;
}
