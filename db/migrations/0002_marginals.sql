DROP INDEX `rollups_bucket`;--> statement-breakpoint
ALTER TABLE `rollups` ADD `dimension` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `rollups_bucket` ON `rollups` (`width_minutes`,`unit`,`dimension`,`bucket`);