import { number, plural } from '../format'
import type { Order } from '../order'
import { rows } from './units'

/** The menu of a column. */
export const columnMenu = {
  open: (column: string) => `Menü von ${column}`,
  ascending: {
    letters: 'Sortieren von A bis Z',
    size: 'Sortieren, kleinste zuerst',
    time: 'Sortieren, älteste zuerst',
    truth: 'Sortieren, falsch zuerst',
  },
  descending: {
    letters: 'Sortieren von Z bis A',
    size: 'Sortieren, größte zuerst',
    time: 'Sortieren, neueste zuerst',
    truth: 'Sortieren, wahr zuerst',
  },
  profile: 'Profil dieser Spalte',
  chart: 'Diagramm nach dieser Spalte',
  freeze: 'Bis hierher fixieren',
  unfreeze: 'Fixierung aufheben',
  hide: 'Diese Spalte ausblenden',
  frozen: (count: number) =>
    count === 0
      ? 'Keine Spalte ist fixiert'
      : count === 1
        ? 'Die erste Spalte bleibt im Blick'
        : `Die ersten ${number(count)} Spalten bleiben im Blick`,
}

const orders: Record<Order, [ascending: string, descending: string]> = {
  letters: ['von A bis Z', 'von Z bis A'],
  size: ['Kleinstes zuerst', 'Größtes zuerst'],
  time: ['Ältestes zuerst', 'Neuestes zuerst'],
  truth: ['falsch zuerst', 'wahr zuerst'],
}

/** The order that the rows are in. */
export const sorted = (column: string, order: Order, descending: boolean): string =>
  `Sortiert nach ${column}, ${orders[order][descending ? 1 : 0]}`

/** What a column holds. */
export const profile = {
  title: (column: string) => `Profil von ${column}`,
  all: (count: number) => `Gelesen: alles, was die Filter übrig lassen (${rows(count)}).`,
  sample: (count: number, every: number) => `Eine Stichprobe: gelesen wurden ${rows(count)}, eine von ${number(every)}.`,
  nulls: 'Null',
  empty: 'Leerer Text',
  odd: 'Von anderem Typ',
  distinct: 'Verschiedene Werte',
  least: 'Kleinster Wert',
  greatest: 'Größter Wert',
  mean: 'Mittelwert',
  share: (count: number, percent: string) => `${number(count)} (${percent})`,
  frequent: 'Häufigste Werte',
  unique: 'Jeder Wert kommt einmal vor.',
  only: (value: string) => `Nur Zeilen mit ${value}`,
  spread: 'Verteilung der Werte',
  range: (from: string, to: string) => (from === to ? from : `${from} bis ${to}`),
  picture: (column: string, count: number) => `Histogramm von ${column}, ${number(count)} Balken. Die Tabelle sagt dasselbe.`,
  values: 'Werte',
  rowsHead: 'Zeilen',
}

/** What the selected cells come to. */
export const totals = {
  label: 'Summen der Auswahl',
  filled: (count: string) => `Anzahl ${count}`,
  sum: (sum: string) => `Summe ${sum}`,
  mean: (mean: string) => `Mittelwert ${mean}`,
  least: (least: string) => `Min. ${least}`,
  greatest: (greatest: string) => `Max. ${greatest}`,
  copy: (total: string) => `Kopieren: ${total}`,
  reading: 'Wird zusammengezählt…',
}

/** A chart of a tab. */
export const chart = {
  open: 'Diagramm',
  title: (tab: string) => `Diagramm von ${tab}`,
  by: 'Nach',
  span: 'Ein Balken ist',
  spans: { day: 'ein Tag', week: 'eine Woche', month: 'ein Monat', year: 'ein Jahr' },
  shows: 'Zeigt',
  count: 'Anzahl der Zeilen',
  sum: (column: string) => `Summe von ${column}`,
  picture: (shows: string, by: string, count: number) => `${shows} nach ${by}: ${number(count)} Balken. Die Tabelle sagt dasselbe.`,
  asTable: 'Tabelle',
  others: (count: number) => `${number(count)} ${plural(count, { one: 'anderer', other: 'andere' })}`,
  undated: (amount: string) => `Ohne Zeitangabe: ${amount}.`,
  longer: (span: string) => `Es wären zu viele Balken: Jeder ist ${span}.`,
  utc: 'Die Tage sind die von UTC.',
  nothing: 'Die Filter lassen keine Zeile übrig.',
}

/** While the store puts the rows in order. */
export const ordering = {
  says: (read: number, all: number) => `Die Zeilen werden geordnet: ${number(read)} von ${number(all)} gelesen`,
  label: 'Die Zeilen werden geordnet',
}
