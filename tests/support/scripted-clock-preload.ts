// Preloaded with `--import` into a process under test: its clock is ahead of the real one by as many milliseconds as the
// file named in WEIR_TEST_CLOCK says, from the moment it says so.
import { readFileSync } from 'node:fs';

const path = process.env.WEIR_TEST_CLOCK;
if (path === undefined) throw new Error('WEIR_TEST_CLOCK is not set');
const RealDate = Date;

const now = (): number => RealDate.now() + Number(readFileSync(path, 'utf8'));

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
