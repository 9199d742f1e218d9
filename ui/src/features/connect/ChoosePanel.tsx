import { type FormEvent, type ReactNode, useId, useState } from 'react'

import { useDo } from '../../app/engine'
import type { ChoiceView, InputOption } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { Button } from '../../parts/Button'
import { FaultPanel } from '../../parts/FaultPanel'
import { PanelActions, PanelSays } from '../../parts/Panel'
import { SearchCount, SearchField } from '../../parts/SearchField'
import { Radio } from '../../parts/Tick'
import { text } from '../../text'
import styles from './ChoosePanel.module.css'

const words = text.waiting
/** So many are read at a glance; more get a search. */
const AT_A_GLANCE = 8

type Props = {
  id: string
  choice: ChoiceView
  /** Other ways out, beside the button that confirms. */
  children: ReactNode
}

/** One of the workspaces that the account sees. */
export function ChoosePanel({ id, choice: { title, options }, children }: Props) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState('')
  const choose = useDo('choose')
  const say = useSay()
  const found = matching(options, query)
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    if (!chosen) return say.aloud(words.chooseFirst)
    if (!choose.isPending) choose.mutate({ id, value: chosen })
  }
  return (
    <form className={styles['choose']} onSubmit={confirm} data-testid="choose">
      <PanelSays>{words.chooseSays}</PanelSays>
      {options.length > AT_A_GLANCE && (
        <SearchField label={words.chooseSearch} value={query} onChange={setQuery} testId="choose-search">
          <SearchCount>{words.chooseCount(found.length, options.length)}</SearchCount>
        </SearchField>
      )}
      <Options title={title} options={found} chosen={chosen} onChoose={setChosen} />
      {choose.error && <FaultPanel fault={choose.error} onAction={() => choose.mutate({ id, value: chosen })} />}
      <PanelActions>
        <Button look="primary" type="submit" busy={choose.isPending} data-testid="choose-confirm">
          {words.chooseConfirm}
        </Button>
        {children}
      </PanelActions>
    </form>
  )
}

type OptionsProps = {
  title: string
  options: InputOption[]
  chosen: string
  onChoose: (value: string) => void
}

function Options({ title, options, chosen, onChoose }: OptionsProps) {
  const name = useId()
  if (options.length === 0) return <PanelSays>{words.chooseNone}</PanelSays>
  return (
    <fieldset className={styles['options']}>
      <legend className={styles['legend']}>{title}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['option']}>
          <Radio
            name={name}
            checked={option.value === chosen}
            onChange={() => onChoose(option.value)}
            data-testid={`choice-${option.value}`}
          />
          {option.title}
        </label>
      ))}
    </fieldset>
  )
}

function matching(options: InputOption[], query: string): InputOption[] {
  const wanted = query.trim().toLowerCase()
  return wanted
    ? options.filter(({ title, value }) => [title, value].some((word) => word.toLowerCase().includes(wanted)))
    : options
}
