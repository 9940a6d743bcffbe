CREATE INDEX IF NOT EXISTS discussions_by_activity ON discussions (last_position)
