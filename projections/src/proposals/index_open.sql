CREATE INDEX IF NOT EXISTS proposals_open ON proposals (group_id, closes_at) WHERE closed_opening IS NULL
