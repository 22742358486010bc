export type { Answer, Body, Ending, HeaderPairs, Reply, Scenario, ScenarioContext, Step } from './answer.ts';
export { type Clock, type ManualClock, manualClock, realClock } from './clock.ts';
export { encodeWhole } from './encode.ts';
export {
  ERROR_STATUS,
  type ErrorOptions,
  type ErrorType,
  error,
  errorBody,
  overloaded,
  overloadedAs500,
  rateLimited,
  spendLimited,
} from './errors.ts';
export {
  DEFAULT_MODEL,
  errorEvent,
  jsonMessage,
  type MessageOptions,
  messageBody,
  messageEvents,
  messageFacts,
  type StreamOptions,
  streamMessage,
} from './message.ts';
export { playback, type RecordedResponse, readRecording } from './playback.ts';
export { seededRandom } from './random.ts';
export { type RawResult, rawExchange, rawRequest } from './raw-client.ts';
export type { ReceivedRequest } from './received.ts';
export { cycle, during, firstOf, onModel, onPath, sequence, share, times, when } from './scenarios.ts';
export { type MockProvider, type MockProviderOptions, startMockProvider } from './server.ts';
export {
  encodeEvents,
  encodeStream,
  type SseEvent,
  type SseFormat,
  splitAt,
  splitEvery,
  splitRandomly,
} from './sse.ts';
