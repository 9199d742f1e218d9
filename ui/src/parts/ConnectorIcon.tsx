import styles from './ConnectorIcon.module.css'

/**
 * A connector's icon. The SVG comes from a catalogue folder, so it is shown as an image: nothing in it can run or load.
 * It is decoration; the connector's name stands beside it.
 */
export function ConnectorIcon({ svg, size = 40 }: { svg: string; size?: number }) {
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`
  return <img className={styles['icon']} src={source} width={size} height={size} alt="" draggable={false} />
}
