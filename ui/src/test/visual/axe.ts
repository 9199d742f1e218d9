import axe from 'axe-core'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe objects to in the document as it is. */
export async function objections(): Promise<string[]> {
  const rules = {
    region: { enabled: false },
    // Colours that the system forces are its own.
    'color-contrast': { enabled: !matchMedia('(forced-colors: active)').matches },
    // A label that contains a text is longer than it by other letters.
    'label-content-name-mismatch': { enabled: localStorage.getItem('language') !== 'pseudo' },
  }
  const { violations } = await axe.run(document.body, { runOnly: TAGS, resultTypes: ['violations'], rules })
  // Base UI's guards keep the focus inside an open menu or dialog and are meant to be reached.
  return violations.flatMap(({ id, nodes }) =>
    nodes.filter(({ html }) => !html.includes('data-base-ui-focus-guard')).map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  )
}
