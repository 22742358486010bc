import type { Reply, Scenario } from './answer.ts';
import { resolveReply } from './answer.ts';
import type { ReceivedRequest } from './received.ts';

/** The same reply `count` times, to spread into a sequence. */
export function times(count: number, reply: Reply): Reply[] {
  return Array.from({ length: count }, () => reply);
}

/** One reply a request, in the order of arrival; afterwards nothing. */
export function sequence(...replies: Reply[]): Scenario {
  let next = 0;
  return (request, context) => {
    const reply = replies[next];
    next += 1;
    return reply === undefined ? null : resolveReply(reply, request, context);
  };
}

/** Replies from `fromMs` until before `toMs`, counted from the provider's start. */
export function during(fromMs: number, toMs: number, reply: Reply): Scenario {
  return (request, context) =>
    context.elapsedMs >= fromMs && context.elapsedMs < toMs ? resolveReply(reply, request, context) : null;
}

/** Lets the scenario's time begin anew every `periodMs`. */
export function cycle(periodMs: number, scenario: Scenario): Scenario {
  return (request, context) => scenario(request, { ...context, elapsedMs: context.elapsedMs % periodMs });
}

/** Replies to a share (0 to 1) of the requests, drawn from the provider's seeded numbers. */
export function share(portion: number, reply: Reply): Scenario {
  return (request, context) => (context.random() < portion ? resolveReply(reply, request, context) : null);
}

/** Replies where the predicate holds; it sees the whole request. */
export function when(predicate: (request: ReceivedRequest) => boolean, reply: Reply): Scenario {
  return async (request, context) => {
    await request.complete;
    return predicate(request) ? resolveReply(reply, request, context) : null;
  };
}

export function onPath(path: string, reply: Reply): Scenario {
  return (request, context) => (request.path === path ? resolveReply(reply, request, context) : null);
}

export function onModel(model: string, reply: Reply): Scenario {
  return when((request) => request.model === model, reply);
}

/** The first that has an answer. */
export function firstOf(...scenarios: Scenario[]): Scenario {
  return async (request, context) => {
    for (const scenario of scenarios) {
      const answer = await scenario(request, context);
      if (answer) return answer;
    }
    return null;
  };
}
