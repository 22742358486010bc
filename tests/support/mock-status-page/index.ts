export {
  type Dialect,
  type ModelComponent,
  type ModelIncident,
  type ModelUpdate,
  PageModel,
  type Post,
} from './page-model.ts';
export {
  DEFAULT_COMPONENTS,
  type MockStatusPage,
  type MockStatusPageOptions,
  startMockStatusPage,
} from './server.ts';
