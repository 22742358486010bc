/** As the API takes it. */
export const MAX_SEARCH_LENGTH = 200;
