CREATE TABLE `alert_destinations` (
	`id` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`enabled` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alert_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`text` text NOT NULL,
	`body` text NOT NULL,
	`destination_id` text NOT NULL,
	`destination` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer NOT NULL,
	`next_try_at` integer NOT NULL,
	`status` integer,
	`problem` text,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `alert_log_state` ON `alert_log` (`state`,`next_try_at`);--> statement-breakpoint
CREATE TABLE `alert_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
