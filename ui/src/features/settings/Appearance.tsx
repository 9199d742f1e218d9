import { useId } from 'react'

import { THEMES, type Theme, useTheme } from '../../app/theme'
import { RowSelect } from '../../parts/Field'
import { Group, Row } from '../../parts/Group'
import { Radio } from '../../parts/Tick'
import { Unseen } from '../../parts/Unseen'
import { text } from '../../text'
import { chooseLanguage, LANGUAGES, type LanguageChoice, languageChoice } from '../../text/language'
import styles from './Appearance.module.css'
import settingsStyles from './Settings.module.css'

const words = text.appearance

/** Language and colours of the window. */
export function Appearance() {
  const languages: { value: LanguageChoice; title: string }[] = [
    { value: 'system', title: words.system },
    ...LANGUAGES.map((value) => ({ value, title: words.names[value] })),
  ]
  return (
    <>
      <p className={settingsStyles['lead']}>{words.lead}</p>
      <Group title={words.theme} says={words.motion}>
        <Themes />
      </Group>
      <Group title={words.language} says={words.engineSays}>
        <Row icon="speech" title={words.window} says={words.languageSays}>
          {(wiring) => (
            <RowSelect
              {...wiring}
              value={languageChoice()}
              onChange={(chosen) => chooseLanguage(languages.find(({ value }) => value === chosen)?.value ?? 'system')}
              options={languages}
              testId="language"
            />
          )}
        </Row>
      </Group>
    </>
  )
}

/** The themes, each as a picture of the window in it. */
function Themes() {
  const [theme, choose] = useTheme()
  const name = useId()
  return (
    <fieldset className={styles['themes']} data-testid="theme-choice">
      <legend>
        <Unseen>{words.theme}</Unseen>
      </legend>
      {THEMES.map((value) => (
        <label key={value} className={styles['theme']}>
          <Picture theme={value} />
          <span className={styles['name']}>
            <Radio
              name={name}
              checked={value === theme}
              onChange={() => choose(value)}
              data-testid={`theme-choice-${value}`}
            />
            {text.app.theme[value]}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const Picture = ({ theme }: { theme: Theme }) => (
  <span className={styles['picture']} aria-hidden="true">
    {theme !== 'dark' && <Miniature look={styles['light']} />}
    {theme !== 'light' && <Miniature look={theme === 'system' ? styles['half'] : styles['dark']} />}
  </span>
)

/** The window, drawn small with its own colours. */
const Miniature = ({ look }: { look: string | undefined }) => (
  <span className={look}>
    <i className={styles['side']}>
      <i />
      <i />
      <i />
    </i>
    <i className={styles['page']}>
      <i className={styles['title']} />
      <i className={styles['card']}>
        <i />
        <i />
      </i>
      <i className={styles['card']}>
        <i />
        <i />
      </i>
    </i>
  </span>
)
