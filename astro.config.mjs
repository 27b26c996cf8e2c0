import { readFileSync } from 'node:fs'
import cloudflare from '@astrojs/cloudflare'
import preact from '@astrojs/preact'
import { defineConfig, passthroughImageService } from 'astro/config'
import { nodeHost } from './functions/hosts/node-adapter.mjs'

/**
 * A script that gets its own copy of all it imports. Shared with another page that would be a second file, asked for only
 * when the first has come: a round trip before a phone shows one question at a time.
 */
const ownCopy = (entry, mark) => ({
  name: `own-copy${mark}`,
  enforce: 'pre',
  applyToEnvironment: ({ name }) => name === 'client',
  async resolveId(source, importer, options) {
    if (!importer?.endsWith(entry) && !importer?.endsWith(mark)) return null
    const found = await this.resolve(source, importer.replace(mark, ''), { ...options, skipSelf: true })
    return found && { ...found, id: found.id + mark }
  },
  load: (id) =>
    id.endsWith(`.json${mark}`)
      ? { code: `export default ${readFileSync(id.slice(0, -mark.length), 'utf8')}`, moduleType: 'js' }
      : null,
})

/** The one script that stands in its page: a survey and what shows its questions reach the phone in one round trip. */
const FIRST_SCRIPT = /SurveyScript\.astro/

/** One site, two hosts: `PORTAL_HOST=cloudflare` builds the Worker, anything else the node host. */
const onCloudflare = process.env.PORTAL_HOST === 'cloudflare'

export default defineConfig({
  output: 'server',
  adapter: onCloudflare ? cloudflare({ imageService: 'passthrough' }) : nodeHost(),
  outDir: onCloudflare ? './dist/cloudflare' : './dist/node',
  integrations: [preact()],
  trailingSlash: 'ignore',
  session: false,
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  compressHTML: true,
  markdown: { syntaxHighlight: false },
  build: { inlineStylesheets: 'always', assets: 'assets' },
  security: {
    checkOrigin: false, // functions/app.ts asks it of every route, pages included (hono/csrf)
    csp: {
      directives: [
        "default-src 'none'",
        "connect-src 'self'",
        "img-src 'self' blob: data:",
        "manifest-src 'self'",
        "worker-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
      ],
    },
  },
  vite: {
    plugins: [
      ownCopy('/src/scripts/survey/survey-page.ts', '?first'),
      ownCopy('/src/scripts/survey/survey-later.ts', '?later'),
    ],
    resolve: {
      alias: {
        '#env': new URL(
          onCloudflare ? './functions/hosts/env-cloudflare.ts' : './functions/hosts/env-node.ts',
          import.meta.url,
        ).pathname,
      },
    },
    // Old WeChat kernels read styles too: nothing newer than this may come out of the minifier.
    build: { assetsInlineLimit: (path) => FIRST_SCRIPT.test(path), cssTarget: ['chrome87', 'safari14.1'] },
    environments: {
      client: { build: { target: ['chrome87', 'safari13'] } },
      ssr: {
        build: { target: 'es2022' },
        resolve: { noExternal: onCloudflare ? undefined : true },
        optimizeDeps: {
          include: [
            'preact',
            'preact/hooks',
            'preact/jsx-runtime',
            'preact/jsx-dev-runtime',
            'preact-render-to-string',
            'preact/devtools',
            'hono',
          ],
        },
      },
    },
  },
})
