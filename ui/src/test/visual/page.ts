import '../../app/tokens.css'
import '../../app/base.css'
import './page.css'

import { configure, screen } from '@testing-library/react'

import { speak } from '../../text'
import { objections } from './axe'
import { textTroubles } from './troubles'

// Opened in a real browser by `check.mjs`: `?scene=N` shows that scene, and `looked` says what is wrong with its texts.
configure({ testIdAttribute: 'data-testid', asyncUtilTimeout: 20_000 })

// Each scene begins as the window does: what the one before kept, such as a draft, is not there.
const language = localStorage.getItem('language') ?? 'en'
localStorage.clear()
sessionStorage.clear()
localStorage.setItem('language', language)

// What shows words is loaded after them.
const loading = speak().then(() => Promise.all([import('../scenes'), import('../window')]))

async function look(): Promise<{ name: string; troubles: string[] }> {
  const [{ SCENES }, { openWindow }] = await loading
  const index = Number(new URLSearchParams(window.location.search).get('scene'))
  const scene = SCENES[index]
  if (!scene) throw new Error(`there is no scene ${index}`)
  const { user } = openWindow(scene.options ?? {}, scene.route)
  await scene.act?.(user)
  await screen.findAllByTestId(scene.ready)
  await document.fonts.ready
  await rested()
  return { name: scene.name, troubles: [...textTroubles(), ...(scene.tall ? [] : await objectionsInThemes())] }
}

/** What axe objects to in either theme. */
async function objectionsInThemes(): Promise<string[]> {
  const found: string[] = []
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset['theme'] = theme
    /* oxlint-disable no-await-in-loop -- a window has one theme at a time */
    await new Promise((done) => requestAnimationFrame(done))
    await rested()
    found.push(...(await objections()).map((trouble) => `${theme}, ${trouble}`))
    /* oxlint-enable no-await-in-loop */
  }
  return found
}

/** Until all that moves has come to its end; a spinner never does. */
async function rested(): Promise<void> {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)))
}

const names = loading.then(([{ SCENES }]) => SCENES.map(({ name }) => name))
Object.assign(window, { rested, looked: look(), names })
