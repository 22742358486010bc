/** How many migrations `db/migrations` holds; kept in the file as `user_version`, so that readers need no folder. */
export const SCHEMA_VERSION = 9;
