/** What the order of a column goes by: each has words of its own for its two directions. */
export type Order = 'letters' | 'size' | 'time' | 'truth'
