CREATE INDEX IF NOT EXISTS inbox_by_group ON inbox (group_id, position) WHERE audience = 'ADMINS'
