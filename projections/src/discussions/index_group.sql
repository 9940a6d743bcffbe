CREATE INDEX IF NOT EXISTS discussions_by_group ON discussions (group_id, (last_position + CASE WHEN pinned_at IS NULL THEN 0 ELSE 4611686018427387904 END))
