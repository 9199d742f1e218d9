import type { FormEvent, KeyboardEvent, ReactNode } from 'react'

import { classes } from '../../parts/classes'
import { Heading } from '../../parts/Heading'
import styles from './Wizard.module.css'

type Props = {
  /** Changes when the step changes; the heading then takes the focus. */
  name: string
  title: string
  lead?: ReactNode
  wide?: boolean
  onContinue: () => void
  children: ReactNode
  /** What stands at the bottom: the way on, and what it will do. */
  foot: ReactNode
}

/** A step: heading, content, way on. Enter alone goes on, from the heading and from a checkbox too. */
export function StepForm({ name, title, lead, wide, onContinue, children, foot }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onContinue()
  }
  return (
    // The keys belong to what is in the form; it only hears them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form className={classes(styles['content'], wide && styles['wide'])} onSubmit={submit} onKeyDown={enter} noValidate>
      <Heading of={name} className={styles['title']}>
        {title}
      </Heading>
      {lead && <p className={styles['lead']}>{lead}</p>}
      <div className={styles['body']}>{children}</div>
      {foot && <div className={styles['foot']}>{foot}</div>}
    </form>
  )
}

/** A form continues on Enter in a line of text by itself; a heading and, in WebKit, a checkbox do not. */
function enter(event: KeyboardEvent<HTMLFormElement>): void {
  const { target, currentTarget } = event
  if (event.key !== 'Enter' || !(target instanceof HTMLElement)) return
  if (target.matches('h1, input[type=checkbox]')) {
    event.preventDefault()
    currentTarget.requestSubmit()
  }
}

/** The sentence beside the way on. */
export const FootNote = ({ children }: { children: ReactNode }) => <p className={styles['says']}>{children}</p>
