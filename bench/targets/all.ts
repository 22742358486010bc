import { startBareProxy } from './bare-proxy.ts';
import { startBetterCcflare } from './better-ccflare.ts';
import { startNginxProxy } from './nginx.ts';
import { startPortkey } from './portkey.ts';
import type { StartTarget, Target, TargetContext } from './target.ts';
import { startWeir } from './weir.ts';

const STARTERS: Record<string, StartTarget> = {
  nginx: startNginxProxy,
  bare: startBareProxy,
  weir: startWeir,
  portkey: startPortkey,
  'better-ccflare': startBetterCcflare,
};

/** Starts every target that is wanted and installed; says which are not. */
export async function startTargets(
  context: TargetContext,
  wanted: (name: string) => boolean,
  say: (line: string) => void,
): Promise<Target[]> {
  const targets: Target[] = [];
  try {
    for (const [name, start] of Object.entries(STARTERS)) {
      if (!wanted(name)) continue;
      const target = await start(context);
      if ('missing' in target) say(`  left out: ${target.missing}`);
      else targets.push(target);
    }
  } catch (error) {
    await Promise.all(targets.map((target) => target.process.stop()));
    throw error;
  }
  return targets;
}
