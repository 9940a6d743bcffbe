CREATE INDEX IF NOT EXISTS proposals_by_group ON proposals (group_id, position)
