CREATE INDEX IF NOT EXISTS discussions_by_group ON discussions (group_id, last_position)
