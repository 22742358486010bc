CREATE TABLE `call_links` (
	`call_id` text PRIMARY KEY NOT NULL,
	`parent_id` text NOT NULL,
	`noted_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `call_links_parent` ON `call_links` (`parent_id`);--> statement-breakpoint
CREATE INDEX `call_links_noted` ON `call_links` (`noted_at`);