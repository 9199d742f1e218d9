import { list } from '../format'

/** Ce qu’une source a changé dans ses flux. */
export const schema = {
  title: (stream: string) => `La source a changé ${stream}`,
  fieldNew: (field: string) => `Nouveau champ ${field} : il a maintenant une colonne.`,
  fieldGone: (field: string) => `Le champ ${field} n’existe plus : sa colonne et ses valeurs restent.`,
  fieldRetyped: (field: string, from: string, to: string) =>
    `${field} était ${from} et devient ${to} : la colonne s’élargit si des valeurs n’y entrent pas.`,
  keyChanged: (from: string[], to: string[]) =>
    `Les lignes sont reconnues par ${list(from) || 'leur contenu'}, la source indique maintenant ${list(to) || 'rien'}. Avec la nouvelle clé, tout est relu.`,
  streamGone: 'La source ne le propose plus. Les lignes restent.',
  noticed: 'Compris',
  useKey: 'Prendre la nouvelle clé',
  keepKey: 'Garder la clé',
  stopSync: 'Ne plus le synchroniser',
  keepSync: 'Continuer d’essayer',
}
