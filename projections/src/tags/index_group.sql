CREATE INDEX IF NOT EXISTS tags_by_group ON tags (group_id, position)
