import { rows } from './units'

/** After a damaged database: what was kept, what was lost. */
export const recovery = {
  title: 'La base de données était abîmée et a été récupérée',
  kept: (copy: string, connections: number, kept: number) =>
    `Une copie du fichier abîmé est gardée : ${copy}. ${connections === 1 ? '1 connexion' : `${connections} connexions`} et ${rows(kept)} y ont été lues. Les jetons sont en sûreté dans le trousseau.`,
  lost: (title: string, lost: number) => `${title} : ${rows(lost)} perdues. La prochaine synchronisation relit ce flux depuis le début.`,
  incomplete: (names: string) => `Lus en partie : ${names}.`,
  nothing: 'Rien n’a pu en être lu. Headwater repart vide ; les connexions peuvent être refaites.',
  seen: 'Compris',
}
