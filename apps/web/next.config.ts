import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const config: NextConfig = {
  turbopack: { root },
  outputFileTracingRoot: root,
  poweredByHeader: false,
  // Nothing uses its image optimizer, which would fetch what an address names.
  images: { unoptimized: true },
  agentRules: false,
  // `npm run check` checks the types; a start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Title and description in the head of the first bytes, for readers without JavaScript too.
  htmlLimitedBots: /.*/,
  experimental: {
    // The API accepts posters up to 2 MiB. A larger one still reaches the action, which answers
    // with the form as it was typed.
    serverActions: { bodySizeLimit: '9mb' },
  },
};

export default config;
