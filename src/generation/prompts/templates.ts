/**
 * What a history is wrapped in before it is given to the model, in words of our own. A model is trained with the first of
 * the seen ones; the unseen ones are never trained with, and asking with them shows how much hangs on the wording.
 */

/** `{user}` stands for the user's ID, `{history}` for item IDs, oldest first. */
export interface PromptTemplate {
  /** Without user IDs. */
  readonly plain: string;
  /** With user IDs. */
  readonly personal: string;
}

export const SEEN_TEMPLATES: readonly PromptTemplate[] = [
  { plain: 'bought {history} next ?', personal: 'customer {user} bought {history} next ?' },
  {
    plain: 'after {history} which item follows ?',
    personal: 'after {history} which item follows for {user} ?',
  },
  { plain: 'purchases so far : {history} then', personal: 'purchases of {user} so far : {history} then' },
  {
    plain: 'continue the list of items : {history}',
    personal: 'continue the list of items of {user} : {history}',
  },
  { plain: 'history : {history} recommend one item', personal: 'user : {user} history : {history} recommend one item' },
  { plain: 'given {history} name the next item', personal: 'given {history} name the next item of {user}' },
  { plain: 'someone chose {history} and will now choose', personal: '{user} chose {history} and will now choose' },
  {
    plain: 'items in order : {history} what is next ?',
    personal: 'items of {user} in order : {history} what is next ?',
  },
  { plain: 'predict what is bought after {history}', personal: 'predict what {user} buys after {history}' },
  {
    plain: 'the latest items are {history} the next is',
    personal: 'the latest items of {user} are {history} the next is',
  },
];

export const UNSEEN_TEMPLATES: readonly PromptTemplate[] = [
  { plain: 'what would fit well after {history} ?', personal: 'what would suit {user} well after {history} ?' },
  { plain: '{history} were taken one after another ; suggest more', personal: '{user} took {history} ; suggest more' },
];

/** Between the items of a history. */
export const SEPARATOR = ';';
