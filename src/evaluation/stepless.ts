/** Samplers that go by tokens: a number of steps says nothing about them. */
export const stepless: readonly string[] = ['draft-and-verify', 'left-to-right'];
