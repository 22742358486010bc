import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export type OtlpEncoding = 'protobuf' | 'json';

export interface TelemetryOptions {
  /** Where `/otlp` is. */
  url: string;
  token: string;
  encoding: OtlpEncoding;
  /** A request for each span as it ends, instead of one for all. */
  oneByOne?: boolean;
  /** Also spans of HTTP requests. */
  undici?: boolean;
  serviceName?: string;
}

/** OpenTelemetry as an application sets it up, in this process. One at a time. */
export interface Telemetry {
  /** Sends what has ended. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function startTelemetry(options: TelemetryOptions): Telemetry {
  const Exporter = options.encoding === 'json' ? JsonExporter : ProtobufExporter;
  const exporter = new Exporter({
    url: `${options.url}/otlp/v1/traces`,
    headers: { authorization: `Bearer ${options.token}` },
    compression: 'gzip' as never,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.serviceName ?? 'shop' }),
    spanProcessors: [options.oneByOne ? new SimpleSpanProcessor({ exporter }) : new BatchSpanProcessor({ exporter })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const stopInstrumentation = options.undici
    ? registerInstrumentations({ instrumentations: [new UndiciInstrumentation()], tracerProvider: provider })
    : () => {};
  return {
    flush: () => provider.forceFlush(),
    async stop() {
      stopInstrumentation();
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
}
