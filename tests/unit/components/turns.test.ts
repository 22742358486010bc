import { describe, expect, it } from 'vitest';
import { type Drawer, Turns } from '../../../components/turns/turns.ts';

/** A page whose frames and idle moments come when the test says so. */
function page() {
  const frames: (() => void)[] = [];
  const idle: (() => void)[] = [];
  const drawn: string[] = [];
  const turns = new Turns(
    (run) => void frames.push(run),
    (run) => void idle.push(run),
  );
  const chart = (name: string, isNear: boolean) => {
    const made = { near: isNear, isNear: () => made.near, draw: () => void drawn.push(name) };
    return made satisfies Drawer;
  };
  return { turns, drawn, chart, frame: () => frames.shift()?.(), idle: () => idle.shift()?.(), frames, idles: idle };
}

describe('Turns', () => {
  it('draws what is near one a frame, in the order in which it asked', () => {
    const { turns, drawn, chart, frame, frames } = page();
    for (const name of ['a', 'b', 'c']) turns.ask(chart(name, true), true);
    expect(drawn).toEqual([]);
    expect(frames).toHaveLength(1);
    frame();
    expect(drawn).toEqual(['a']);
    frame();
    frame();
    expect(drawn).toEqual(['a', 'b', 'c']);
    expect(frames).toHaveLength(0);
  });

  it('draws what is far in idle moments, one in each, and never before what is near', () => {
    const { turns, drawn, chart, frame, idle, idles } = page();
    turns.ask(chart('far', false), true);
    turns.ask(chart('farther', false), true);
    turns.ask(chart('near', true), true);
    idle();
    expect(drawn).toEqual([]);
    frame();
    expect(drawn).toEqual(['near']);
    idle();
    expect(drawn).toEqual(['near', 'far']);
    idle();
    expect(drawn).toEqual(['near', 'far', 'farther']);
    expect(idles).toHaveLength(0);
  });

  it('keeps what is far and can wait until it comes near', () => {
    const { turns, drawn, chart, frame, frames, idles } = page();
    const far = chart('far', false);
    turns.ask(far, false);
    expect([frames.length, idles.length]).toEqual([0, 0]);
    far.near = true;
    turns.look();
    frame();
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
    const { turns, drawn, chart, frame, frames } = page();
    const [twice, gone] = [chart('twice', true), chart('gone', true)];
    turns.ask(twice, true);
    turns.ask(twice, true);
    turns.ask(gone, true);
    turns.leave(gone);
    frame();
    expect(drawn).toEqual(['twice']);
    expect(frames).toHaveLength(0);
  });

  it('goes on after a chart that could not be drawn', () => {
    const { turns, drawn, chart, frame } = page();
    const broken = {
      isNear: () => true,
      draw: () => {
        throw new Error('broken');
      },
    };
    turns.ask(broken, true);
    turns.ask(chart('next', true), true);
    expect(frame).toThrow('broken');
    frame();
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
