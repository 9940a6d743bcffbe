CREATE INDEX IF NOT EXISTS groups_by_parent ON groups (parent, position)
