CREATE INDEX IF NOT EXISTS templates_by_group ON templates (group_id, position)
