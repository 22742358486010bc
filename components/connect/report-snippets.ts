import type { Snippet } from './snippets.ts';

/** Where reports go, and what they have to bring. */
export interface ReportPlace {
  gatewayUrl: string;
  /** The dashboard's own address, which serves the reporter. */
  dashboardUrl: string;
  /** Whether `WEIR_REPORT_TOKEN` is set. */
  hasToken: boolean;
}

/** How the application gets the reporter. */
export const INSTALLERS = ['npm', 'bun', 'deno'] as const;
export type Installer = (typeof INSTALLERS)[number];

/** npm 12 and later fetch from an address only when told to; those before take the flag too. */
const INSTALL: Record<Installer, (tarball: string) => string> = {
  npm: (tarball) => `npm install --allow-remote=root ${tarball}`,
  bun: (tarball) => `bun add ${tarball}`,
  // It installs from registries alone: the files are unpacked beside the application's own.
  deno: (tarball) => `mkdir -p weir-reporter && curl -fsS ${tarball} | tar xz --strip-components=1 -C weir-reporter`,
};

const INSTALL_NOTE: Record<Installer, string> = {
  npm: ' From npm 12 on, “allow-remote=root” in the project’s .npmrc lets later installs fetch it too.',
  bun: '',
  deno: ' Needs --allow-net, and --allow-env for the SDK.',
};

const TOKEN_NOTE = 'WEIR_REPORT_TOKEN in the application’s environment is the token that Weir was started with.';

const NO_TOKEN_NOTE = 'Without WEIR_REPORT_TOKEN set, Weir takes reports from its own machine alone.';

const otlpLines = ({ gatewayUrl, hasToken }: ReportPlace): string[] => [
  `export OTEL_EXPORTER_OTLP_ENDPOINT=${gatewayUrl}/otlp`,
  'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
  ...(hasToken ? ['export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer $WEIR_REPORT_TOKEN"'] : []),
];

/** What a program begins with. */
function imports(installer: Installer, sdk: string, from: string, ours: string): string {
  if (installer !== 'deno') return `import ${sdk} from '${from}';\nimport { ${ours} } from 'weir-reporter';`;
  return `import ${sdk} from 'npm:${from}';
// @ts-types="./weir-reporter/index.d.ts"
import { ${ours} } from './weir-reporter/index.js';`;
}

/** For those whose calls go to the provider directly: ways to tell Weir of them. */
export function reportSnippets(place: ReportPlace, installer: Installer = 'npm'): Snippet[] {
  const { gatewayUrl, dashboardUrl, hasToken } = place;
  const options = [
    `url: '${gatewayUrl}'`,
    ...(hasToken ? ['token: process.env.WEIR_REPORT_TOKEN'] : []),
    "app: 'my-app'",
  ];
  const given = `{\n    ${options.join(',\n    ')},\n  }`;
  const install = INSTALL[installer](`${dashboardUrl}/reporter.tgz`);
  const tokenNote = ` ${hasToken ? TOKEN_NOTE : NO_TOKEN_NOTE}`;
  const reporterNote = tokenNote + INSTALL_NOTE[installer];
  return [
    {
      id: 'reporter',
      label: 'Anthropic SDK',
      recognise: { source: 'report', client: 'anthropic-typescript' },
      language: 'ts',
      note: `Every attempt is seen, with its retries and streams; calls go straight to the provider. Use fetch or middleware, not both: the middleware sees Bedrock and Vertex in the Claude API’s shape.${reporterNote}`,
      install,
      code: `${imports(installer, 'Anthropic', '@anthropic-ai/sdk', 'report')}

const client = new Anthropic({
  fetch: report(fetch, ${given}),
});

// or, with reportMiddleware in place of report:
//     new Anthropic({ middleware: [reportMiddleware({ … })] })`,
    },
    {
      id: 'reporter-openai',
      label: 'Any other SDK',
      recognise: { source: 'report' },
      language: 'ts',
      note: `The same for every SDK that takes a fetch, such as OpenAI’s and Vercel’s. Where none is taken, tell each attempt by hand; nothing but the fields named in its types is sent.${reporterNote}`,
      install,
      code: `${imports(installer, 'OpenAI', 'openai', 'createReporter')}

const reporter = createReporter(${given.replaceAll('\n  ', '\n')});
const client = new OpenAI({ fetch: reporter.fetch(fetch) });

// by hand
reporter.reportAttempt({ status: 529, durationMs: 420, model: 'gpt-5' });

// before process.exit(), or at the end of a serverless request
await reporter.flush();`,
    },
    {
      id: 'otel',
      label: 'OpenTelemetry',
      recognise: { source: 'otlp' },
      language: 'bash',
      note:
        'For an application that already exports traces or logs. The Anthropic SDK’s own spans tell of retries only as a count; with @opentelemetry/instrumentation-undici each attempt is seen. Prompts in spans are dropped before anything is stored.' +
        tokenNote,
      code: otlpLines(place).join('\n'),
    },
    {
      id: 'claude-code-telemetry',
      label: 'Claude Code telemetry',
      recognise: { source: 'otlp', client: 'claude-code' },
      language: 'bash',
      note: 'Retries that succeeded are not told of: to see those too, let Claude Code go through the gateway. The last two lines are optional, and tell the time to first token.',
      code: `export CLAUDE_CODE_ENABLE_TELEMETRY=1
export OTEL_LOGS_EXPORTER=otlp
${otlpLines(place).join('\n')}
export CLAUDE_CODE_ENHANCED_TELEMETRY_BETA=1
export OTEL_TRACES_EXPORTER=otlp
claude`,
    },
    {
      id: 'http',
      label: 'HTTP',
      recognise: { source: 'report' },
      language: 'bash',
      note: 'From any language: up to 1,000 attempts a request. An id that was reported before counts once, so a batch can safely be sent again.',
      code: `curl ${gatewayUrl}/report/v1/attempts \\
  -H "content-type: application/json" \\${hasToken ? '\n  -H "authorization: Bearer $WEIR_REPORT_TOKEN" \\' : ''}
  -d '{"attempts": [{"id": "my-first", "startedAt": '$(date +%s000)',
       "durationMs": 420, "status": 529, "model": "claude-haiku-4-5",
       "errorType": "overloaded_error", "app": "my-app"}]}'`,
    },
  ];
}
