export { de as text } from '.'
export { faults } from './faults'
