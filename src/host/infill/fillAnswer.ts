/** How a command ended; what `executeCommand` answers. */
export type FillAnswer =
  | 'previewing'
  | 'accepted'
  | 'rejected'
  | 'cancelled'
  | 'superseded'
  | 'nothing'
  | 'refused'
  | 'failed';
