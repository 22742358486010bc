-- A column of its own instead of a computed one: only then do the indexes on it answer without the table.
DROP INDEX `calls_time`;--> statement-breakpoint
DROP INDEX `calls_series_time`;--> statement-breakpoint
DROP INDEX `calls_error_time`;--> statement-breakpoint
ALTER TABLE `attempts` DROP COLUMN `call_started_at`;--> statement-breakpoint
ALTER TABLE `attempts` ADD `call_started_at` integer;--> statement-breakpoint
UPDATE `attempts` SET `call_started_at` = `started_at` - `call_lead_ms`;--> statement-breakpoint
ALTER TABLE `attempts` DROP COLUMN `call_lead_ms`;--> statement-breakpoint
CREATE INDEX `calls_time` ON `attempts` (`call_started_at`,`series_id`) WHERE final = 1;--> statement-breakpoint
CREATE INDEX `calls_series_time` ON `attempts` (`series_id`,`call_started_at`) WHERE final = 1;--> statement-breakpoint
CREATE INDEX `calls_error_time` ON `attempts` (`error_message_text`,`call_started_at`,`series_id`) WHERE final = 1 AND error_message_text IS NOT NULL;
