import './app/tokens.css'
import './app/base.css'

import { restoreTheme } from './app/theme'
import { speak } from './text'
import { locale } from './text/language'

restoreTheme()
document.documentElement.lang = locale
await speak()
const { open } = await import('./app/open')
await open()
