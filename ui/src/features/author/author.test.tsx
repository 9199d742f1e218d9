import { screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'

import { callsOf, openWindow, soon } from '../../test/window'

it('writes a manifest, says what is wrong by line and leads there', async () => {
  const { user, sent } = openWindow({}, { screen: 'author', connector: null })
  await user.type(await soon('author-name'), 'Trackly')
  await user.click(screen.getByTestId('author-begin'))
  const manifest = await soon('manifest')
  expect(manifest, 'it begins with something that runs').toHaveProperty('value', expect.stringContaining('Trackly'))
  expect(callsOf(sent, 'new_manifest')[0], 'out of nothing').toEqual({ name: 'Trackly', openapi: null })

  await user.clear(manifest)
  await user.click(await soon('author-begin'))
  await user.click(await soon('manifest'))
  await user.paste('\n\ntype: CustomRetriever')
  const problem = await screen.findByTestId(/^problem-/)
  expect(problem.textContent, 'in words, with the component').toMatch(/no code of manifests.*CustomRetriever/)
  const line = Number(problem.dataset['testid']?.split('-')[1])
  await user.click(problem)
  expect(document.activeElement, 'the caret goes there').toBe(screen.getByTestId('manifest'))
  await waitFor(() => expect(screen.getByTestId('manifest-line').textContent).toBe(`Line ${line}`))
})

it('tries a stream out and shows each step', async () => {
  const { user, sent } = openWindow({}, { screen: 'author', connector: null })
  await user.click(await soon('author-begin'))
  await user.click(await soon('trial-config'))
  await user.paste('{"api_key": "canary-secret"}')
  await waitFor(() => expect(screen.getByTestId('trial-run').getAttribute('aria-disabled')).toBeNull())
  await user.click(screen.getByTestId('trial-run'))
  expect((await soon('trial-summary')).textContent, 'how much was read').toBe('3 pages, 298 records. There is more.')
  const page = screen.getByTestId('trial-page-1')
  await user.click(within(page).getByTestId('trial-page-1-open'))
  expect(page.textContent, 'what was sent, without its secrets').toContain('authorization: Bearer ••••••')
  expect(page.textContent, 'what the transformations left').toMatch(/After: 98 kept.*"updated_at"/s)
  await user.click(screen.getByTestId('trial-continue'))
  await waitFor(() => expect(callsOf(sent, 'test_stream')).toHaveLength(2))
  expect(callsOf(sent, 'test_stream')[1]?.access.state, 'from where the first ended').toEqual({
    updated_at: '2026-11-13T08:02:00Z',
  })
})

it('keeps what was written while one looks elsewhere', async () => {
  const { user } = openWindow({}, { screen: 'author', connector: null })
  await user.click(await soon('author-begin'))
  await soon('manifest')
  await user.click(screen.getByTestId('nav-connections'))
  await soon('connections')
  window.location.hash = '#/author'
  expect(await soon('manifest'), 'the text is there again').toHaveProperty(
    'value',
    expect.stringContaining('DeclarativeSource'),
  )
  await user.click(screen.getByTestId('author-add'))
  expect(await soon('plan'), 'it is shown what it will do before it is added').toBeTruthy()
})
