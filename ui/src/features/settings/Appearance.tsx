import { THEMES, type Theme, useTheme } from '../../app/theme'
import { SelectField } from '../../parts/Field'
import { text } from '../../text'
import { chooseLanguage, LANGUAGES, type LanguageChoice, languageChoice } from '../../text/language'
import styles from './Settings.module.css'

const words = text.appearance

/** Language and colours of the window. */
export function Appearance() {
  const [theme, chooseTheme] = useTheme()
  const languages: { value: LanguageChoice; title: string }[] = [
    { value: 'system', title: words.system },
    ...LANGUAGES.map((value) => ({ value, title: words.names[value] })),
  ]
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <div className={styles['fields']}>
        <SelectField
          label={words.language}
          value={languageChoice()}
          onChange={(chosen) => chooseLanguage(languages.find(({ value }) => value === chosen)?.value ?? 'system')}
          options={languages}
          hint={words.languageSays}
          testId="language"
        />
        <p className={styles['faint']}>{words.engineSays}</p>
        <SelectField
          label={words.theme}
          value={theme}
          onChange={(chosen) => chooseTheme(THEMES.find((one): one is Theme => one === chosen) ?? 'system')}
          options={THEMES.map((value) => ({ value, title: text.app.theme[value] }))}
          hint={words.motion}
          testId="theme-choice"
        />
      </div>
    </>
  )
}
