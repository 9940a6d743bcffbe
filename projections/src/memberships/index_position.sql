CREATE INDEX IF NOT EXISTS memberships_by_position ON memberships (group_id, position) WHERE ended_at IS NULL
