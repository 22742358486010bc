/** A part of a path as it was meant; as it stands, where it is not well encoded. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
