export { fr as text } from '.'
export { faults } from './faults'
