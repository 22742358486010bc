ALTER TABLE `rollup_deltas` ADD `firsts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Rollups written before hold none: what the attempts still on record come to is added to them as deltas.
INSERT INTO `rollup_deltas` (`minute`, `unit`, `series_id`, `count`, `retries`, `queued_ms`, `backoff_ms`, `input_tokens`, `output_tokens`, `cache_creation_input_tokens`, `cache_read_input_tokens`, `latency`, `ttft`, `firsts`)
SELECT `started_at` / 60000, 0, `series_id`, 0, 0, 0, 0, 0, 0, 0, 0, x'', x'', count(*) FROM `attempts`
WHERE `cause_text` = (SELECT `id` FROM `texts` WHERE `kind` = 'cause' AND `text` = 'first')
GROUP BY `started_at` / 60000, `series_id`
ON CONFLICT (`minute`, `unit`, `series_id`) DO UPDATE SET `firsts` = excluded.`firsts`;
