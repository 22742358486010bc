'use client';

import { createContext, use } from 'react';
import type { Scope } from '../data/scope.ts';

/** What the page is about, for the parts of it that come after the rest. */
export const ScopeContext = createContext<Scope | null>(null);

/** @throws Error outside of the overview */
export function useScope(): Scope {
  const scope = use(ScopeContext);
  if (!scope) throw new Error('no scope is set');
  return scope;
}
