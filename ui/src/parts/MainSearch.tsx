import { type FormEvent, useEffect, useRef } from 'react'

import { text } from '../text'
import { IconButton } from './Button'
import { SearchCount, SearchField } from './SearchField'

type Props = {
  label: string
  query: string
  /** How many were found, said whenever it changes. */
  count: string
  className: string | undefined
  onQuery: (query: string) => void
  onEnter: () => void
  /** What the names of its parts begin with: `-search`, `-count`, `-clear`. */
  testId: string
}

/** The search that a screen begins with: it has the focus, Enter opens the first one found, Esc clears. */
export function MainSearch({ label, query, count, className, onQuery, onEnter, testId }: Props) {
  const input = useRef<HTMLInputElement>(null)
  // The page's heading takes the focus first; here one comes to search.
  useEffect(() => input.current?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onEnter()
  }
  const clear = () => {
    onQuery('')
    input.current?.focus()
  }
  return (
    <form className={className} role="search" onSubmit={submit}>
      <SearchField
        ref={input}
        large
        label={label}
        value={query}
        onChange={onQuery}
        onKeyDown={({ key }) => key === 'Escape' && onQuery('')}
        testId={`${testId}-search`}
      >
        <SearchCount testId={`${testId}-count`}>{count}</SearchCount>
        {query && (
          <IconButton icon="close" label={text.catalogue.clear} data-testid={`${testId}-clear`} onClick={clear} />
        )}
      </SearchField>
    </form>
  )
}
