CREATE INDEX IF NOT EXISTS groups_by_position ON groups (position)
