import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Lets the page fetch what draws the first screen beside the words, which it must have before it runs that. */
const firstScreen: Plugin = {
  name: 'first-screen',
  transformIndexHtml: (html, { bundle = {} }) => {
    const first = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === 'open')
    const files = first?.type === 'chunk' ? [first.fileName, ...first.imports].filter((file) => !html.includes(file)) : []
    return files.map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `/${file}` }, injectTo: 'head' }))
  },
}

export default defineConfig({
  plugins: [react(), firstScreen],
  // Tauri's `devUrl` names this port; another one would show an empty window.
  // The guide's pages lie beside `ui`.
  server: { host: '127.0.0.1', port: 5173, strictPort: true, fs: { allow: ['.', '../docs/guide'] } },
  build: {
    // WebKitGTK 2.50, WKWebView of macOS 14.5 and the evergreen WebView2.
    target: ['safari17.5', 'chrome123'],
    // The content security policy has no `data:` for scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Scripts come as the start needs them (see `app/rest.ts`); styles in one file, whose order is the cascade's.
    cssCodeSplit: false,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    // A bound for what hangs, not a measure of speed: the machine may be busy with a Rust build.
    testTimeout: 60_000,
  },
})
