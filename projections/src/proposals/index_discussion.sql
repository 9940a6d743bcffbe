CREATE INDEX IF NOT EXISTS proposals_by_discussion ON proposals (discussion_id, position)
