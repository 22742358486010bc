/** A model as prose names it: `Opus 4.5` is family `opus`, version `4.5`; `Haiku` has no version. */
export interface NamedModel {
  family: string;
  /** `null`: any. A trailing `.0` is dropped. */
  version: string | null;
}

const FAMILIES = 'opus|sonnet|haiku|instant|mythos|fable';
const VERSION = '\\d{1,2}(?:\\.\\d{1,2})?';
/** Words that follow "Claude" and a number can follow, but that are no models. */
const NOT_MODELS = new Set([
  'code',
  'api',
  'console',
  'cowork',
  'ai',
  'desktop',
  'team',
  'enterprise',
  'pro',
  'max',
  'for',
]);
const MANY_MODELS =
  /\b(?:all|multiple|several|various|many|some|most|other)\s+(?:of\s+(?:our|the)\s+)?(?:claude\s+)?models\b/i;
const TEXT_MAX = 20_000;

const version = (text: string | undefined): string | null => text?.replace(/\.0$/, '') ?? null;

/**
 * The models that a text names. Understands `Opus 4.5`, `Claude 3.5 Haiku`, `Mythos/Fable 5.1`, `Sonnet 4 and 4.5`,
 * `Claude Newname 7`, `GPT-4o`, `o3`, `Gemini 2.5 Pro`. Only the first 20,000 characters are read.
 */
export function modelsNamed(text: string): NamedModel[] {
  const found = new Map<string, NamedModel>();
  const add = (family: string, itsVersion: string | null): void => {
    const model = { family: family.toLowerCase(), version: itsVersion };
    found.set(`${model.family} ${model.version}`, model);
  };
  const read = text.slice(0, TEXT_MAX);
  const after = new RegExp(
    `\\b((?:${FAMILIES})(?:/(?:${FAMILIES}))*)\\b(?:[ -](${VERSION})((?:(?:, | and |, and |/)${VERSION}(?![\\d:%]))*))?`,
    'gi',
  );
  const before = new RegExp(`\\bclaude[ -](${VERSION})[ -](${FAMILIES})\\b`, 'gi');
  for (const [, itsVersion, family] of read.matchAll(before)) add(family ?? '', version(itsVersion));
  const rest = read.replace(before, ' ');
  for (const [, families, first, more] of rest.matchAll(after))
    for (const family of (families ?? '').split('/')) {
      add(family, version(first));
      for (const [other] of (more ?? '').matchAll(new RegExp(VERSION, 'g'))) add(family, version(other));
    }
  for (const [, family, itsVersion] of rest.matchAll(new RegExp(`\\bclaude ([a-z]{3,20}) (${VERSION})\\b`, 'gi')))
    if (!NOT_MODELS.has((family ?? '').toLowerCase())) add(family ?? '', version(itsVersion));
  for (const [, itsVersion] of rest.matchAll(/\bgpt[ -]?(\d(?:\.\d)?o?)\b/gi))
    add('gpt', version(itsVersion?.toLowerCase()));
  for (const [, family] of rest.matchAll(/\b(o[134])(?:-mini|-pro)?\b/g)) add(family ?? '', null);
  for (const [, itsVersion] of rest.matchAll(new RegExp(`\\bgemini[ -](${VERSION})\\b`, 'gi')))
    add('gemini', version(itsVersion));
  return [...found.values()];
}

/** Whether a text speaks of several models without saying which: then its names narrow nothing. */
export function namesManyModels(text: string): boolean {
  return MANY_MODELS.test(text.slice(0, TEXT_MAX));
}

/** Whether a model id, such as `claude-opus-4-5-20251101` or `us.anthropic.claude-3-5-haiku-20241022-v1:0`, is meant. */
export function isNamed(modelId: string, named: readonly NamedModel[]): boolean {
  const parts = modelParts(modelId);
  return named.some(({ family, version: wanted }) => {
    if (!parts.families.includes(family)) return false;
    return wanted === null || parts.version === null || parts.version === wanted;
  });
}

function modelParts(modelId: string): { families: string[]; version: string | null } {
  const name = modelId
    .toLowerCase()
    .split(/[/:]/)
    .filter((part) => !/^v?\d{1,2}$/.test(part))
    .at(-1);
  const tokens = (name ?? '')
    .replace(/[@-]\d{4}-?\d{2}-?\d{2}.*$/, '')
    .split(/[-@_ ]/)
    .flatMap((token) => (token.includes('.') && !/^\d/.test(token) ? token.split('.') : [token]));
  const numbers = tokens.filter((token) => /^\d{1,2}(\.\d{1,2})?o?$/.test(token)).slice(0, 2);
  const joined = numbers.length > 0 ? numbers.join('.') : null;
  return { families: tokens.filter((token) => /^[a-z]/.test(token)), version: version(joined ?? undefined) };
}

/** A named model as people write it: `Opus 4.5`, `Haiku`, `GPT-4o`, `o3`. */
export function modelWords({ family, version: itsVersion }: NamedModel): string {
  if (family === 'gpt') return `GPT-${itsVersion ?? ''}`;
  if (/^o\d$/.test(family)) return family;
  const name = `${family.slice(0, 1).toUpperCase()}${family.slice(1)}`;
  return itsVersion === null ? name : `${name} ${itsVersion}`;
}
