/** Someone who has something to draw. */
export interface Drawer {
  /** On the screen, or close to it. */
  isNear(): boolean;
  /** Draws what there is to draw, before it returns. */
  draw(): void;
}

/** Has a function called later, once. */
export type Later = (run: () => void) => void;

/**
 * Lets charts be drawn one after another, so that the page answers in between: what is near the screen one at a time, in
 * the order in which it asked; all else when nothing is left to do, or not before it comes near.
 */
export class Turns {
  readonly #onNext: Later;
  readonly #onIdle: Later;
  /** Who waits, and whether an idle moment will do; else it waits until it is near. */
  readonly #waiting = new Map<Drawer, boolean>();
  #nextAsked = false;
  #idleAsked = false;

  constructor(onNext: Later, onIdle: Later) {
    this.#onNext = onNext;
    this.#onIdle = onIdle;
  }

  /** @param whenIdle far from the screen it may be drawn in an idle moment; else it is kept until it comes near */
  ask(drawer: Drawer, whenIdle: boolean): void {
    this.#waiting.set(drawer, whenIdle || this.#waiting.get(drawer) === true);
    this.look();
  }

  leave(drawer: Drawer): void {
    this.#waiting.delete(drawer);
  }

  /** To be called when someone has come near. */
  look(): void {
    if (!this.#nextAsked && this.#nearest()) {
      this.#nextAsked = true;
      this.#onNext(() => {
        this.#nextAsked = false;
        this.#draw(this.#nearest());
      });
    }
    if (!this.#idleAsked && this.#patient()) {
      this.#idleAsked = true;
      this.#onIdle(() => {
        this.#idleAsked = false;
        if (this.#nearest()) this.look();
        else this.#draw(this.#patient());
      });
    }
  }

  /** Draws all that waits, at once: the page is about to be printed. */
  drawAll(): void {
    for (const drawer of [...this.#waiting.keys()]) this.#draw(drawer);
  }

  #nearest(): Drawer | undefined {
    for (const drawer of this.#waiting.keys()) if (drawer.isNear()) return drawer;
    return undefined;
  }

  #patient(): Drawer | undefined {
    for (const [drawer, whenIdle] of this.#waiting) if (whenIdle) return drawer;
    return undefined;
  }

  #draw(drawer: Drawer | undefined): void {
    if (!drawer) return;
    this.#waiting.delete(drawer);
    try {
      drawer.draw();
    } finally {
      this.look();
    }
  }
}
