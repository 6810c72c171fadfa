/** What can be wrong with a row that could be read, in the words of messages. */

export const ROW_PROBLEMS = {
  noUser: 'no user id',
  noItem: 'no item id',
  noTime: 'no timestamp, or one that cannot be read',
  oddTime: 'the timestamp lies outside 1970 to 2099',
} as const;

/** The year 2100: what lies beyond is a moment in another unit, not a late event. */
export const LATEST_SECONDS = 4_102_444_800;
