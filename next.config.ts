import type { NextConfig } from 'next';

/** Where builds go. Others than the default may stand side by side, each with its own server. */
const distDir = process.env.WEIR_NEXT_DIST || '.next';

// Nothing is sent to anyone. Read by Next only after this file.
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  distDir,
  // `tsc` checks types, once and for the whole project; a build does not do it again. A tsconfig that extends
  // another is left alone by Next, which else writes `distDir` into it.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.next.json' },
  serverExternalPackages: ['better-sqlite3', 'pino'],
  // The image endpoint would be a door of its own, and nothing needs it.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // A request costs a browser and a server beside it some ten milliseconds of a processor: few large files are on the
  // screen sooner than many small ones. In bytes as written, of which a fifth is left when sent.
  experimental: {
    cssChunking: { type: 'graph', requestCost: 1_000_000 },
    turbopackChunking: { minChunkSize: 3_000_000, maxMergeChunkSize: 20_000_000, maxChunkCountPerGroup: 3 },
  },
  devIndicators: false,
  agentRules: false,
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
};

export default config;
