/** How a command ended; what `executeCommand` answers. */
export type FillAnswer =
  | 'previewing'
  /** It stands beside the run that is shown, and nowhere in the editor. */
  | 'compared'
  | 'accepted'
  | 'rejected'
  | 'cancelled'
  | 'superseded'
  | 'nothing'
  | 'refused'
  | 'failed';
