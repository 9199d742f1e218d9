import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [react()],
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
