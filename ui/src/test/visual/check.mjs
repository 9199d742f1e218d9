// `npm run visual`: opens every scene in Chromium and fails where a text is cut off, stands beside the window or lies over
// another one: in the pseudo language, whose words are 40 % longer; at the window's smallest size, in the few colours that
// the system forces on it; and at twice the size. In each, axe looks at it in light and in dark.
//
// `npm run visual -- --pictures FOLDER` also keeps a picture of every scene, light and dark; `--short` opens every scene in
// one of the three looks only, the next one in the next; `--scenes PART` only those whose name has that part.
// `--search` looks at nothing and prints how long the catalogue's search takes among a thousand connectors, in the bundle
// as it ships.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

import { build, preview } from 'vite'

/** Size of the window, the language that is looked at in it, and whether the system's few colours take the place of ours. */
const LOOKS = [
  { width: 1180, height: 780, language: 'pseudo' },
  { width: 760, height: 520, language: 'en', forced: true },
  { width: 590, height: 390, language: 'en' },
]
const { values: given } = parseArgs({
  options: {
    pictures: { type: 'string' },
    search: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    scenes: { type: 'string', default: '' },
    size: { type: 'string', default: '1180x780' },
    language: { type: 'string', default: 'en' },
  },
})
const looks = given.pictures ? [pictured(given)] : LOOKS

const folder = await mkdtemp(join(tmpdir(), 'headwater-visual-'))
const top = join(import.meta.dirname, '../../..')
const entry = given.search ? 'search.html' : 'index.html'
const bundle = { outDir: folder, emptyOutDir: true, minify: given.search, rollupOptions: { input: join(import.meta.dirname, entry) } }
const alias = { vitest: join(import.meta.dirname, 'expect.ts') }
// As in development: the scenes are acted out by the testing library, which the production build of React leaves out. What
// is timed is as it ships.
const mode = given.search ? 'production' : 'development'
process.env.NODE_ENV = mode
await build({ root: top, mode, logLevel: 'error', resolve: { alias }, build: bundle })
const server = await preview({ root: top, logLevel: 'warn', build: bundle, preview: { port: 0, host: '127.0.0.1' } })
const page = new URL(`src/test/visual/${entry}`, server.resolvedUrls.local[0])

const driver = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] })
let failed = false
try {
  const address = `http://127.0.0.1:${await portOf(driver)}`
  if (given.search) {
    await timeSearch(address)
  } else {
    const results = await Promise.all(looks.map((look, turn) => lookAt(address, look, turn)))
    failed = results.some((bad) => bad)
  }
} finally {
  driver.kill()
  await Promise.all([server.close(), once(driver, 'exit')])
  await rm(folder, { recursive: true })
}
process.exit(failed ? 1 : 0)

/** The one look that pictures are made of. */
function pictured({ size, language }) {
  const [width, height] = size.split('x').map(Number)
  return { width, height, language }
}

/** The port that the driver chose, from what it says. */
async function portOf(program) {
  for await (const line of createInterface({ input: program.stdout })) {
    const port = /successfully on port (\d+)/.exec(line)?.[1]
    if (port) return port
  }
  throw new Error('chromedriver did not start')
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

/** One command of WebDriver. */
async function send(address, path, body) {
  const answer = await fetch(`${address}${path}`, { method: 'POST', body: JSON.stringify(body) })
  const { value } = await answer.json()
  if (!answer.ok) throw new Error(`${path}: ${value.message}`)
  return value
}

/** A browser with a page of one size. */
async function browse(address, { width, height }) {
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=${width},${height}`]
  const wanted = { capabilities: { alwaysMatch: { 'goog:chromeOptions': { args }, timeouts: { script: 180_000 } } } }
  const { sessionId } = await send(address, '/session', wanted)
  const at = `/session/${sessionId}`
  const run = (script) => send(address, `${at}/execute/sync`, { script, args: [] })
  const cdp = (cmd, params) => send(address, `${at}/goog/cdp/execute`, { cmd, params })
  // The size of the page, whatever a window's frame takes.
  await cdp('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
  const open = (url) => send(address, `${at}/url`, { url })
  return { run, cdp, open, close: () => fetch(`${address}${at}`, { method: 'DELETE' }) }
}

function shown(time) {
  return `${Math.round(time)} ms`
}

/** Prints how long a search takes, from the key to the picture. */
async function timeSearch(address) {
  const { run, cdp, open, close } = await browse(address, LOOKS[0])
  await open(page.href)
  await run('return window.ready')
  // What the page computes, in the processor's time: unlike the rest it does not depend on what else the machine does.
  await cdp('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await computed(cdp)
  const { times, idle } = await run('return window.searched()')
  const each = ((await computed(cdp)) - before) / times.length
  const sorted = times.toSorted((a, b) => a - b)
  say(`search of 1,000 connectors, key to picture: median ${shown(sorted[sorted.length >> 1])}, longest ${shown(sorted.at(-1))}`)
  say(`each: ${times.map(shown).join(', ')}; two frames in which nothing happens: ${shown(idle)}`)
  say(`the page computes ${shown(each)} a key; load of the machine in the last minute: ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`)
  await close()
}

/** Milliseconds that the page has computed so far. */
async function computed(cdp) {
  const { metrics } = await cdp('Performance.getMetrics', {})
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value
}

/** Opens every scene in one size and language, and says what is wrong. */
async function lookAt(address, { width, height, language, forced }, turn) {
  const { run, cdp, open, close } = await browse(address, { width, height })
  if (forced) await cdp('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] })
  await open(page.href)
  await run(`localStorage.setItem('language', '${language}')`)
  const where = `${language}, ${width} × ${height}${forced ? ', forced colours' : ''}`
  let bad = 0
  // One after the other: a window shows one scene at a time.
  /* oxlint-disable no-await-in-loop */
  const names = await run('return window.names')
  const mine = names.flatMap((name, scene) => (isWanted(name, scene, turn) ? [scene] : []))
  for (const scene of mine) {
    await open(`${page.href}?scene=${scene}`)
    const looked = await run('return window.looked.catch((error) => ({ name: location.search, troubles: [String(error)] }))')
    for (const trouble of looked.troubles) say(`${where}, ${looked.name}: ${trouble}`)
    bad += looked.troubles.length
    if (given.pictures) await picture(looked.name, run, cdp)
  }
  /* oxlint-enable no-await-in-loop */
  say(`${mine.length} scenes, ${where}: ${bad} troubles`)
  await close()
  return bad > 0
}

/** Whether a scene is opened in the look whose turn it is. */
function isWanted(name, scene, turn) {
  return name.includes(given.scenes) && (!given.short || scene % looks.length === turn)
}

/** Keeps a scene as it is, light and dark. */
async function picture(name, run, cdp) {
  await mkdir(given.pictures, { recursive: true })
  const file = name.replace(/[^a-z]+/gi, '-').toLowerCase()
  for (const theme of ['light', 'dark']) {
    /* oxlint-disable no-await-in-loop */
    await run(`document.documentElement.dataset.theme = '${theme}'
      return new Promise((done) => requestAnimationFrame(done)).then(() => window.rested())`)
    const { data } = await cdp('Page.captureScreenshot', { format: 'webp', quality: 80 })
    await writeFile(join(given.pictures, `${file}-${theme}.webp`), Buffer.from(data, 'base64'))
    /* oxlint-enable no-await-in-loop */
  }
}
