import { describe, expect, it } from 'vitest';
import { type Drawer, Turns } from '../../../components/turns/turns.ts';

/** A page whose tasks and idle moments come when the test says so. */
function page() {
  const tasks: (() => void)[] = [];
  const idle: (() => void)[] = [];
  const drawn: string[] = [];
  const turns = new Turns(
    (run) => void tasks.push(run),
    (run) => void idle.push(run),
  );
  const chart = (name: string, isNear: boolean) => {
    const made = { near: isNear, isNear: () => made.near, draw: () => void drawn.push(name) };
    return made satisfies Drawer;
  };
  return { turns, drawn, chart, task: () => tasks.shift()?.(), idle: () => idle.shift()?.(), tasks, idles: idle };
}

describe('Turns', () => {
  it('draws what is near one a task, in the order in which it asked', () => {
    const { turns, drawn, chart, task, tasks } = page();
    for (const name of ['a', 'b', 'c']) turns.ask(chart(name, true), true);
    expect(drawn).toEqual([]);
    expect(tasks).toHaveLength(1);
    task();
    expect(drawn).toEqual(['a']);
    task();
    task();
    expect(drawn).toEqual(['a', 'b', 'c']);
    expect(tasks).toHaveLength(0);
  });

  it('draws what is far in idle moments, one in each, and never before what is near', () => {
    const { turns, drawn, chart, task, idle, idles } = page();
    turns.ask(chart('far', false), true);
    turns.ask(chart('farther', false), true);
    turns.ask(chart('near', true), true);
    idle();
    expect(drawn).toEqual([]);
    task();
    expect(drawn).toEqual(['near']);
    idle();
    expect(drawn).toEqual(['near', 'far']);
    idle();
    expect(drawn).toEqual(['near', 'far', 'farther']);
    expect(idles).toHaveLength(0);
  });

  it('keeps what is far and can wait until it comes near', () => {
    const { turns, drawn, chart, task, tasks, idles } = page();
    const far = chart('far', false);
    turns.ask(far, false);
    expect([tasks.length, idles.length]).toEqual([0, 0]);
    far.near = true;
    turns.look();
    task();
    expect(drawn).toEqual(['far']);
  });

  it('does not forget that an idle moment would do, when news come before one', () => {
    const { turns, drawn, chart, idle } = page();
    const far = chart('far', false);
    turns.ask(far, true);
    turns.ask(far, false);
    idle();
    expect(drawn).toEqual(['far']);
  });

  it('draws once what asked twice, and nothing of who has left', () => {
    const { turns, drawn, chart, task, tasks } = page();
    const [twice, gone] = [chart('twice', true), chart('gone', true)];
    turns.ask(twice, true);
    turns.ask(twice, true);
    turns.ask(gone, true);
    turns.leave(gone);
    task();
    expect(drawn).toEqual(['twice']);
    expect(tasks).toHaveLength(0);
  });

  it('goes on after a chart that could not be drawn', () => {
    const { turns, drawn, chart, task } = page();
    const broken = {
      isNear: () => true,
      draw: () => {
        throw new Error('broken');
      },
    };
    turns.ask(broken, true);
    turns.ask(chart('next', true), true);
    expect(task).toThrow('broken');
    task();
    expect(drawn).toEqual(['next']);
  });

  it('draws all at once for the printer', () => {
    const { turns, drawn, chart } = page();
    turns.ask(chart('near', true), true);
    turns.ask(chart('far', false), true);
    turns.ask(chart('stale', false), false);
    turns.drawAll();
    expect(drawn).toEqual(['near', 'far', 'stale']);
  });
});
