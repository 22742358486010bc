import { readdirSync, readFileSync } from 'node:fs';

// USER_HZ, in which /proc counts; 100 on every Linux that runs Node.
const TICKS_PER_SECOND = 100;

/** A process and all its descendants. */
export function processTree(pid: number): number[] {
  const children = orElse([], () => readdirSync(`/proc/${pid}/task`)).flatMap((task) => {
    const text = readOrEmpty(`/proc/${pid}/task/${task}/children`);
    return text.split(' ').filter(Boolean).map(Number);
  });
  return [pid, ...children.flatMap(processTree)];
}

/** Processor time that a process and its descendants have used so far, in all their threads, in milliseconds. */
export function cpuMsOf(pid: number): number {
  const ticks = processTree(pid).map((each) => {
    // The name may hold spaces and brackets, so fields are counted from behind it.
    const fields = readOrEmpty(`/proc/${each}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return (ticks.reduce((sum, each) => sum + each, 0) * 1000) / TICKS_PER_SECOND;
}

/** Memory in use by a process and its descendants, in bytes. */
export function residentBytesOf(pid: number): number {
  const kilobytes = processTree(pid).map((each) =>
    Number(/^VmRSS:\s+(\d+) kB/m.exec(readOrEmpty(`/proc/${each}/status`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}

function readOrEmpty(path: string): string {
  return orElse('', () => readFileSync(path, 'utf8'));
}

/** Processes and threads end while they are looked at; those count for nothing. */
function orElse<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}
