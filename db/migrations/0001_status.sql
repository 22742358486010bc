CREATE TABLE `component_statuses` (
	`page` text NOT NULL,
	`component_id` text NOT NULL,
	`at` integer NOT NULL,
	`status` text NOT NULL,
	PRIMARY KEY(`page`, `component_id`, `at`)
);
--> statement-breakpoint
CREATE TABLE `incident_updates` (
	`page` text NOT NULL,
	`incident_id` text NOT NULL,
	`id` text NOT NULL,
	`status` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`display_at` integer NOT NULL,
	`edited_at` integer,
	`components` text NOT NULL,
	PRIMARY KEY(`page`, `incident_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`page` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`impact` text NOT NULL,
	`url` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`resolved_at` integer,
	`updated_at` integer NOT NULL,
	`components` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`vanished_at` integer,
	`reopened_at` integer,
	`begins_at` integer NOT NULL,
	`ends_at` integer,
	PRIMARY KEY(`page`, `id`)
);
--> statement-breakpoint
CREATE INDEX `incidents_ended` ON `incidents` (`ends_at`,`begins_at`);--> statement-breakpoint
CREATE INDEX `incidents_begun` ON `incidents` (`begins_at`);--> statement-breakpoint
CREATE TABLE `status_components` (
	`page` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`position` integer NOT NULL,
	`since_at` integer NOT NULL,
	`first_seen_at` integer NOT NULL,
	`vanished_at` integer,
	PRIMARY KEY(`page`, `id`)
);
--> statement-breakpoint
CREATE TABLE `status_pages` (
	`page` text PRIMARY KEY NOT NULL,
	`last_seen_at` integer,
	`last_base` text,
	`addresses` text NOT NULL,
	`indicator` text,
	`description` text,
	`history_page` integer
);
