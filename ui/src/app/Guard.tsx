import { Component, type ReactNode } from 'react'

import type { FaultView } from '../generated/rpc'
import { toFault } from '../host/fault'
import { FaultPanel } from '../parts/FaultPanel'

/** Keeps a defect in one screen from taking the window with it. React offers this to classes only. */
export class Guard extends Component<{ children: ReactNode }, { fault: FaultView | null }> {
  override state = { fault: null as FaultView | null }

  static getDerivedStateFromError(error: unknown) {
    return { fault: toFault(error) }
  }

  override render() {
    const { fault } = this.state
    return fault ? <FaultPanel fault={fault} onAction={() => this.setState({ fault: null })} /> : this.props.children
  }
}
