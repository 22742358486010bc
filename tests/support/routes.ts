import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from '../../scripts/lib/settings.ts';

export interface Route {
  /** As the folders say it, such as `/api/calls/[id]`. */
  path: string;
  methods: string[];
  source: string;
}

const APP = join(ROOT, 'app');
const METHODS =
  /\b(?:export const|export async function|export function|\w+ as) (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g;
const REEXPORTED = /\bas (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g;

function filesNamed(pattern: RegExp): string[] {
  return readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(APP, name));
}

function pathOf(file: string): string {
  const parts = relative(APP, file).split(sep).slice(0, -1);
  return `/${parts.filter((part) => !part.startsWith('(')).join('/')}`;
}

/** Every route handler of the app, as its files declare them. */
export function routes(): Route[] {
  return filesNamed(/(^|[/\\])route\.tsx?$/).map((file) => {
    const source = readFileSync(file, 'utf8');
    const declared = [...source.matchAll(METHODS), ...source.matchAll(REEXPORTED)].map((match) => match[1] ?? '');
    return { path: pathOf(file), methods: [...new Set(declared)], source };
  });
}

/** Every page of the app. */
export function pages(): string[] {
  return filesNamed(/(^|[/\\])page\.tsx?$/).map(pathOf);
}

/** A path that a route answers, with something in place of what callers choose. */
export function concrete(path: string): string {
  return path.replaceAll(/\[(\.\.\.)?\w+\]/g, 'some-id');
}
