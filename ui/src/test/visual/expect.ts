/** Stands in for the test runner's `expect` in a browser: scenes only wait by it. */
export const expect = (value: unknown, says?: string) => ({
  toBeNull: () => {
    if (value !== null) throw new Error(says ?? 'not yet')
  },
})
