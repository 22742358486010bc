CREATE TABLE `attempts` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text,
	`call_id` text,
	`n` integer NOT NULL,
	`final` integer NOT NULL,
	`series_id` integer NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`phase` integer,
	`error_type_text` integer,
	`error_message_text` integer,
	`request_id` text,
	`request_tail` text GENERATED ALWAYS AS (substr(request_id, -8)) VIRTUAL,
	`organization_text` integer,
	`stop_reason_text` integer,
	`cause_text` integer NOT NULL,
	`client_version_text` integer,
	`retry_after_ms` integer,
	`waited_ms` integer NOT NULL,
	`first_byte_ms` integer,
	`ttft_ms` integer,
	`input_tokens` integer,
	`output_tokens` integer,
	`cache_creation_input_tokens` integer,
	`cache_read_input_tokens` integer,
	`service_tier_text` integer,
	`limits_shape_text` integer,
	`limits` blob,
	`max_tokens` integer,
	`prefix_bytes` integer,
	`prefix_hash_text` integer,
	`cache_control` integer NOT NULL,
	`request_bytes` integer NOT NULL,
	`response_bytes` integer NOT NULL,
	`key_hash_text` integer,
	`session_text` integer,
	`user_agent_text` integer,
	`retry_count` integer,
	`in_flight` integer,
	`call_lead_ms` integer,
	`call_started_at` integer GENERATED ALWAYS AS (started_at - call_lead_ms) VIRTUAL,
	`call_duration_ms` integer,
	`call_queued_ms` integer,
	`call_backoff_ms` integer,
	`call_attempts` integer,
	`labels` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_call_n` ON `attempts` (`call_id`,`n`) WHERE id IS NULL;--> statement-breakpoint
CREATE INDEX `attempts_call_reported` ON `attempts` (`call_id`) WHERE id IS NOT NULL AND call_id IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_id` ON `attempts` (`id`) WHERE id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `attempts_request_tail` ON `attempts` (`request_tail`) WHERE request_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `attempts_time` ON `attempts` (`started_at`,`series_id`);--> statement-breakpoint
CREATE INDEX `calls_time` ON `attempts` (`call_started_at`,`series_id`) WHERE final = 1;--> statement-breakpoint
CREATE INDEX `calls_series_time` ON `attempts` (`series_id`,`call_started_at`) WHERE final = 1;--> statement-breakpoint
CREATE INDEX `calls_error_time` ON `attempts` (`error_message_text`,`call_started_at`,`series_id`) WHERE final = 1 AND error_message_text IS NOT NULL;--> statement-breakpoint
CREATE TABLE `open_attempts` (
	`call_id` text NOT NULL,
	`n` integer NOT NULL,
	`started_at` integer NOT NULL,
	`process_id` text NOT NULL,
	`provider` text NOT NULL,
	`endpoint` text NOT NULL,
	`model` text,
	`stream` integer NOT NULL,
	`app` text,
	`client` text,
	PRIMARY KEY(`call_id`, `n`)
);
--> statement-breakpoint
CREATE TABLE `open_processes` (
	`process_id` text PRIMARY KEY NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `policy_changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`policies` text NOT NULL,
	`note` text
);
--> statement-breakpoint
CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rollup_deltas` (
	`minute` integer NOT NULL,
	`unit` integer NOT NULL,
	`series_id` integer NOT NULL,
	`count` integer NOT NULL,
	`retries` integer NOT NULL,
	`queued_ms` integer NOT NULL,
	`backoff_ms` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_creation_input_tokens` integer NOT NULL,
	`cache_read_input_tokens` integer NOT NULL,
	`latency` blob NOT NULL,
	`ttft` blob NOT NULL,
	PRIMARY KEY(`minute`, `unit`, `series_id`)
);
--> statement-breakpoint
CREATE TABLE `rollups` (
	`id` integer PRIMARY KEY NOT NULL,
	`width_minutes` integer NOT NULL,
	`unit` integer NOT NULL,
	`bucket` integer NOT NULL,
	`cells` blob NOT NULL,
	`histograms` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rollups_bucket` ON `rollups` (`width_minutes`,`unit`,`bucket`);--> statement-breakpoint
CREATE TABLE `series` (
	`id` integer PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`endpoint` text NOT NULL,
	`model` text NOT NULL,
	`stream` integer NOT NULL,
	`app` text NOT NULL,
	`client` text NOT NULL,
	`source` text NOT NULL,
	`outcome` text NOT NULL,
	`status` integer NOT NULL,
	CONSTRAINT "series_status" CHECK(status BETWEEN 0 AND 999)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `series_labels` ON `series` (`provider`,`endpoint`,`model`,`stream`,`app`,`client`,`source`,`outcome`,`status`);--> statement-breakpoint
CREATE TABLE `texts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`used_on_day` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `texts_kind_text` ON `texts` (`kind`,`text`);