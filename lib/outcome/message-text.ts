const MAX_LENGTH = 500;

/** What keys look like, and what stands after a word that announces one. The group before a key is kept. */
const KEYS: readonly RegExp[] = [
  /\b(sk-(?:ant-|proj-|or-|svcacct-)?)[\w*-]{4,}/g,
  /\b(gsk_|xai-|pk-|ghp_|github_pat_|hf_|r8_|AIza|ya29\.|wk_)[\w.*-]{6,}/g,
  /\b(AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\b(eyJ)[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /\b(Bearer\s+)[^\s"',;]{4,}/gi,
  /\b((?:x-)?(?:api|auth|access|secret)[ _-]?(?:key|token)(?: provided)?["']?\s*[:=]\s*["']?)[^\s"',;]{4,}/gi,
  /([?&]key=)[^\s&"']{4,}/gi,
];

/**
 * A message from outside, fit to be kept: one line, no control characters, at most 500 characters, and whatever
 * looks like a key masked. Masking comes before cutting, so that a cut never leaves half a key.
 */
export function safeMessage(text: string | null): string | null {
  if (text === null) return null;
  // Far more than is kept, and few enough characters that no pattern can be made slow.
  let safe = text.slice(0, 4 * MAX_LENGTH);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
  safe = safe.replace(/[ \u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  for (const key of KEYS) safe = safe.replace(key, '$1***');
  if (safe.length > MAX_LENGTH) safe = `${safe.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  return safe === '' ? null : safe;
}

/** A short word from outside, such as an error type or a model: at most `maxLength` printable characters, else `null`. */
export function safeLabel(text: string | null, maxLength = 100): string | null {
  return text !== null && text.length <= maxLength && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text) ? text : null;
}
